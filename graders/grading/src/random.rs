//! Random numbers that are the same on every machine and in every run.

/// SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014): small, and good enough to
/// scatter probes. Written out because a crate's stream may change with its version, and with it what a check prints.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Random {
    state: u64,
}

impl Random {
    /// The stream of a seed.
    pub fn new(seed: u64) -> Random {
        Random { state: seed }
    }

    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A whole number from `low` to `high`, both included. The bias of the remainder is below 2^-50 for spans as small as
    /// those of probes.
    pub fn integer(&mut self, low: i32, high: i32) -> f64 {
        let span = u64::from(low.abs_diff(high)) + 1;
        f64::from(low) + (self.next() % span) as f64
    }

    /// Evenly spread over [0, 1), a multiple of 2^-53.
    pub fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// As [`Random::integer`], and not zero.
    pub fn nonzero(&mut self, low: i32, high: i32) -> f64 {
        loop {
            let x = self.integer(low, high);
            if x != 0.0 {
                return x;
            }
        }
    }
}

/// A seed of its own for every exercise: the 64-bit FNV-1a hash of its id.
pub fn seed_of(id: &str) -> u64 {
    id.bytes().fold(0xCBF2_9CE4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first outputs of the reference implementation for seed 1234567.
    #[test]
    fn the_stream_is_that_of_splitmix64() {
        let mut random = Random::new(1_234_567);
        let stream: Vec<u64> = (0..3).map(|_| random.next()).collect();
        assert_eq!(
            stream,
            [
                6_457_827_717_110_365_317,
                3_203_168_211_198_807_973,
                9_817_491_932_198_370_423
            ]
        );
    }

    #[test]
    fn integers_reach_both_ends_and_nothing_beyond() {
        let mut random = Random::new(7);
        let mut seen: Vec<f64> = (0..200).map(|_| random.integer(-2, 2)).collect();
        seen.sort_by(f64::total_cmp);
        seen.dedup();
        assert_eq!(seen, [-2.0, -1.0, 0.0, 1.0, 2.0]);
    }

    #[test]
    fn seeds_differ() {
        assert_ne!(seed_of("shapes"), seed_of("maps"));
    }
}
