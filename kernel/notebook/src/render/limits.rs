//! The limits of cells, shown.

use interfaces::evaluator::{MimeBundle, prose};
use interfaces::limits::{Limits, SETTINGS};

const HOW: &str = "`%limits memory=512MB time=60s` sets limits, for this notebook; `off` lifts one.";

pub(crate) fn table(limits: &Limits) -> MimeBundle {
    let settings = limits.settings().map(|setting| setting.to_string());
    let width = settings.iter().map(String::len).max().unwrap_or(0);
    let rows = || settings.iter().zip(SETTINGS);
    let plain: String = rows()
        .map(|(setting, (_, _, what))| format!("  {setting:width$}  {what}\n"))
        .collect();
    let markdown: String = rows()
        .map(|(setting, (_, _, what))| format!("| `{setting}` | {what} |\n"))
        .collect();
    prose(
        format!("Limits:\n{plain}{HOW}"),
        format!("| limit | of what |\n|---|---|\n{markdown}\n{HOW}"),
    )
}
