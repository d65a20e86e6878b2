//! What a cell may use: memory, processor time, output and processes; and what the states that are kept for undo may.

use std::time::Duration;
use std::{env, fmt};

use base::suggest::nearest;

/// The limits of a notebook's cells, each cell by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// What it may add: address space, and copies of the variables that it changes.
    pub memory: Memory,
    /// Processor time that it may take, with its threads and processes.
    pub time: Option<Duration>,
    /// Bytes that it may put out; what comes after them is not shown.
    pub output: Option<u64>,
    /// Processes that it may have at once beside its own.
    pub processes: Option<usize>,
    /// What the states that are kept for undo may take beside the present one.
    pub states: Memory,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Memory {
    Unlimited,
    /// What the machine, or its container, has left.
    Available,
    Bytes(u64),
}

/// One limit to set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setting {
    Memory(Memory),
    Time(Option<Duration>),
    Output(Option<u64>),
    Processes(Option<usize>),
    States(Memory),
}

/// The settings' names, each with an example of a value and what it limits.
pub const SETTINGS: [(&str, &str, &str); 5] = [
    (
        "memory",
        "512MB",
        "memory that a cell may add to what its variables have",
    ),
    ("time", "60s", "processor time that a cell may take"),
    ("output", "1MB", "output of a cell that is shown"),
    ("processes", "64", "processes that a cell may have at once"),
    (
        "states",
        "1GB",
        "memory that the states kept for undo may take beside the present one",
    ),
];

/// By which each of [`SETTINGS`] starts, in the same order.
const VARIABLES: [&str; 5] = [
    "MENO_LIMIT_MEMORY",
    "MENO_LIMIT_TIME",
    "MENO_LIMIT_OUTPUT",
    "MENO_LIMIT_PROCESSES",
    "MENO_LIMIT_STATES",
];

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            memory: Memory::Available,
            time: None,
            output: Some(10 * MB),
            processes: Some(64),
            states: Memory::Available,
        }
    }
}

impl Limits {
    /// The defaults, and what the environment says otherwise.
    pub fn from_environment() -> Limits {
        let mut limits = Limits::default();
        for ((name, _, _), variable) in SETTINGS.iter().zip(VARIABLES) {
            let Ok(value) = env::var(variable) else { continue };
            match Setting::parse(&format!("{name}={value}")) {
                Ok(setting) => limits.set(setting),
                Err(error) => tracing::warn!("`{variable}` is ignored: {error}"),
            }
        }
        limits
    }

    pub fn set(&mut self, setting: Setting) {
        match setting {
            Setting::Memory(memory) => self.memory = memory,
            Setting::Time(time) => self.time = time,
            Setting::Output(output) => self.output = output,
            Setting::Processes(processes) => self.processes = processes,
            Setting::States(states) => self.states = states,
        }
    }

    /// The settings that make these limits, in the order of [`SETTINGS`].
    pub fn settings(&self) -> [Setting; 5] {
        [
            Setting::Memory(self.memory),
            Setting::Time(self.time),
            Setting::Output(self.output),
            Setting::Processes(self.processes),
            Setting::States(self.states),
        ]
    }
}

impl Setting {
    /// Reads `memory=512MB`, `time=off` and the like.
    ///
    /// # Errors
    /// If there is no such limit, or the value is none; the message says what would be.
    pub fn parse(text: &str) -> Result<Setting, String> {
        let (name, value) = text.split_once('=').unwrap_or((text, ""));
        let Some((_, example, _)) = SETTINGS.iter().find(|(known, _, _)| *known == name) else {
            let suggestion = match nearest(name, SETTINGS.iter().map(|(name, _, _)| *name)) {
                Some(nearest) => format!("did you mean `{nearest}`?"),
                None => "there are `memory`, `time`, `output`, `processes` and `states`".to_owned(),
            };
            return Err(format!("there is no limit `{name}`; {suggestion}"));
        };
        let setting = match (name, value) {
            ("memory", value) => memory(value).map(Setting::Memory),
            ("states", value) => memory(value).map(Setting::States),
            ("time", "off") => Some(Setting::Time(None)),
            ("time", value) => duration(value).map(|time| Setting::Time(Some(time))),
            ("output", "off") => Some(Setting::Output(None)),
            ("output", value) => bytes(value).map(|bytes| Setting::Output(Some(bytes))),
            (_, "off") => Some(Setting::Processes(None)),
            (_, value) => value.parse().ok().map(|count| Setting::Processes(Some(count))),
        };
        let auto = match name {
            "memory" | "states" => format!(", `{name}=auto`"),
            _ => String::new(),
        };
        setting
            .ok_or_else(|| format!("`{value}` is no limit of {name}: write `{name}={example}`{auto} or `{name}=off`"))
    }
}

impl fmt::Display for Setting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Setting::Memory(memory) => write!(f, "memory={memory}"),
            Setting::States(memory) => write!(f, "states={memory}"),
            Setting::Time(None) => write!(f, "time=off"),
            Setting::Time(Some(time)) if time.subsec_millis() == 0 => write!(f, "time={}s", time.as_secs()),
            Setting::Time(Some(time)) => write!(f, "time={}ms", time.as_millis()),
            Setting::Output(None) => write!(f, "output=off"),
            Setting::Output(Some(bytes)) => write!(f, "output={}", Size(*bytes)),
            Setting::Processes(None) => write!(f, "processes=off"),
            Setting::Processes(Some(count)) => write!(f, "processes={count}"),
        }
    }
}

impl fmt::Display for Memory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Memory::Unlimited => write!(f, "off"),
            Memory::Available => write!(f, "auto"),
            Memory::Bytes(bytes) => write!(f, "{}", Size(*bytes)),
        }
    }
}

/// A number of bytes, written with the largest unit that leaves it whole.
#[derive(Clone, Copy, Debug)]
pub struct Size(pub u64);

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = UNITS
            .iter()
            .find(|(_, bytes)| self.0 > 0 && self.0.is_multiple_of(*bytes));
        match unit {
            Some((unit, bytes)) => write!(f, "{}{unit}", self.0 / bytes),
            None => write!(f, "{}B", self.0),
        }
    }
}

const MB: u64 = 1_000_000;
const UNITS: [(&str, u64); 4] = [("GB", 1000 * MB), ("MB", MB), ("kB", 1000), ("B", 1)];

fn memory(text: &str) -> Option<Memory> {
    match text {
        "off" => Some(Memory::Unlimited),
        "auto" => Some(Memory::Available),
        text => bytes(text).map(Memory::Bytes),
    }
}

fn bytes(text: &str) -> Option<u64> {
    let (number, unit) = number_and_unit(text)?;
    let (_, bytes) = UNITS.iter().find(|(name, _)| name.eq_ignore_ascii_case(unit))?;
    number.checked_mul(*bytes).filter(|&bytes| bytes > 0)
}

fn duration(text: &str) -> Option<Duration> {
    let (number, unit) = number_and_unit(text)?;
    let milliseconds = match unit {
        "ms" => number,
        "s" => number.checked_mul(1000)?,
        "min" => number.checked_mul(60_000)?,
        _ => return None,
    };
    (milliseconds > 0).then(|| Duration::from_millis(milliseconds))
}

fn number_and_unit(text: &str) -> Option<(u64, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit())?;
    Some((text[..end].parse().ok()?, &text[end..]))
}

#[cfg(test)]
mod tests;
