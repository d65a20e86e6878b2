//! Colours: those that tell series apart, and those that stand for numbers.

/// An sRGB colour.
pub(crate) type Rgb = [u8; 3];

/// The series' colours, in order. Blue (a little lighter) and vermilion are those of Okabe and Ito ("Color universal
/// design", 2008); the others are as far from them and from each other as can be, by the distance in OKLab that is left to readers without
/// red or green cones, among the colours that reach 3:1 on white as well as on `#111111`.
pub(crate) const SERIES: [Rgb; 6] = [
    [0x20, 0x79, 0xbd],
    [0xd5, 0x5e, 0x00],
    [0x3d, 0x9e, 0x98],
    [0x96, 0x7d, 0xfa],
    [0xaf, 0x3b, 0x43],
    [0x95, 0x4a, 0x7e],
];

/// The ink of a figure that can't know what it is laid on: 4.5:1 on white and on black.
pub(crate) const GREY: Rgb = [0x76, 0x76, 0x76];

/// `#rrggbb`.
pub(crate) fn hex([r, g, b]: Rgb) -> String {
    format!("#{r:02x}{g:02x}{b:02x}")
}

/// From low (0) to high (1): nine points of viridis (van der Walt and Smith, 2015), which is perceptually even.
pub(crate) fn sequential(t: f64) -> Rgb {
    const STOPS: [Rgb; 9] = [
        [0x44, 0x01, 0x54],
        [0x47, 0x2d, 0x7b],
        [0x3b, 0x52, 0x8b],
        [0x2c, 0x72, 0x8e],
        [0x21, 0x91, 0x8c],
        [0x28, 0xae, 0x80],
        [0x5e, 0xc9, 0x62],
        [0xad, 0xdc, 0x30],
        [0xfd, 0xe7, 0x25],
    ];
    between(&STOPS, t)
}

/// From negative (0) over none (½) to positive (1): blue, near white, vermilion, as dark at one end as at the other.
pub(crate) fn diverging(t: f64) -> Rgb {
    const STOPS: [Rgb; 5] = [
        [0x14, 0x5a, 0x96],
        [0x7a, 0xb2, 0xde],
        [0xf4, 0xf2, 0xee],
        [0xec, 0x96, 0x64],
        [0x8f, 0x32, 0x06],
    ];
    between(&STOPS, t)
}

/// How light a colour is, from 0 to 1: WCAG's relative luminance.
pub(crate) fn luminance(color: Rgb) -> f64 {
    let [r, g, b] = color.map(linear);
    0.2126 * r + 0.7152 * g + 0.0722 * b
}

fn linear(channel: u8) -> f64 {
    let c = f64::from(channel) / 255.0;
    if c <= 0.04045 {
        c / 12.92
    } else {
        ((c + 0.055) / 1.055).powf(2.4)
    }
}

fn between(stops: &[Rgb], t: f64) -> Rgb {
    let place = t.clamp(0.0, 1.0) * (stops.len() - 1) as f64;
    let i = (place as usize).min(stops.len() - 2);
    let share = place - i as f64;
    let mix = |k: usize| f64::from(stops[i][k]) * (1.0 - share) + f64::from(stops[i + 1][k]) * share;
    [0, 1, 2].map(|k| mix(k).round() as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contrast(a: Rgb, b: Rgb) -> f64 {
        let (a, b) = (luminance(a) + 0.05, luminance(b) + 0.05);
        a.max(b) / a.min(b)
    }

    #[test]
    fn series_reach_3_to_1_on_white_and_on_a_dark_page() {
        for color in SERIES {
            assert!(contrast(color, [255; 3]) >= 3.0, "{} on white", hex(color));
            assert!(contrast(color, [0x11; 3]) >= 3.0, "{} on #111111", hex(color));
        }
    }

    #[test]
    fn grey_ink_reaches_4_5_to_1_on_white_and_on_black() {
        assert!(contrast(GREY, [255; 3]) >= 4.5);
        assert!(contrast(GREY, [0; 3]) >= 4.5);
    }

    /// What is left of colours without red (protanopia) or green cones (deuteranopia), in linear RGB: Machado, Oliveira
    /// and Fernandes, "A physiologically-based model for simulation of color vision deficiency" (2009), severity 1.
    const VISIONS: [[[f64; 3]; 3]; 3] = [
        [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]],
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ],
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ],
    ];

    fn times(m: &[[f64; 3]; 3], v: [f64; 3]) -> [f64; 3] {
        [0, 1, 2].map(|i| (0..3).map(|k| m[i][k] * v[k]).sum())
    }

    /// OKLab (Ottosson, 2020).
    fn oklab(rgb: [f64; 3]) -> [f64; 3] {
        const CONES: [[f64; 3]; 3] = [
            [0.4122214708, 0.5363325363, 0.0514459929],
            [0.2119034982, 0.6806995451, 0.1073969566],
            [0.0883024619, 0.2817188376, 0.6299787005],
        ];
        const LAB: [[f64; 3]; 3] = [
            [0.2104542553, 0.7936177850, -0.0040720468],
            [1.9779984951, -2.4285922050, 0.4505937099],
            [0.0259040371, 0.7827717662, -0.8086757660],
        ];
        times(&LAB, times(&CONES, rgb).map(|x| x.max(0.0).cbrt()))
    }

    fn distance(a: Rgb, b: Rgb, vision: &[[f64; 3]; 3]) -> f64 {
        let [a, b] = [a, b].map(|c| oklab(times(vision, c.map(linear)).map(|x| x.clamp(0.0, 1.0))));
        (0..3).map(|k| (a[k] - b[k]).powi(2)).sum::<f64>().sqrt()
    }

    #[test]
    fn series_differ_for_readers_without_red_or_green_cones() {
        for vision in &VISIONS {
            for (i, &a) in SERIES.iter().enumerate() {
                for &b in &SERIES[..i] {
                    assert!(distance(a, b, vision) > 0.09, "{} and {}", hex(a), hex(b));
                }
            }
        }
    }

    #[test]
    fn sequential_colours_grow_lighter_evenly() {
        let lightness: Vec<f64> = (0..=20)
            .map(|i| oklab(sequential(f64::from(i) / 20.0).map(linear))[0])
            .collect();
        for pair in lightness.windows(2) {
            assert!((0.015..0.05).contains(&(pair[1] - pair[0])), "{pair:?}");
        }
    }

    #[test]
    fn diverging_colours_are_as_dark_on_both_sides_of_zero() {
        for t in [0.0, 0.1, 0.25, 0.4] {
            let [a, b] = [t, 1.0 - t].map(|t| oklab(diverging(t).map(linear))[0]);
            assert!((a - b).abs() < 0.04, "at {t}: {a} and {b}");
        }
        assert!(luminance(diverging(0.5)) > 0.85);
    }
}
