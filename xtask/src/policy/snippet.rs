//! [`Sources`]: the texts of policies, to show a line of.

use std::collections::BTreeMap;

use narrowgate::Span;
use serde_json::Value;

/// By the names that spans have for them.
#[derive(Debug, Default)]
pub(crate) struct Sources(BTreeMap<String, String>);

impl Sources {
    /// What can't be read is missing here, and a mistake elsewhere.
    pub(crate) fn of_config(config: &str) -> Self {
        let config: Value = serde_json::from_str(config).unwrap_or_default();
        let sources = match config.get("policies") {
            Some(Value::Array(sources)) => sources.as_slice(),
            Some(source) => std::slice::from_ref(source),
            None => &[],
        };
        let texts = sources.iter().enumerate().filter_map(|(place, source)| {
            let text = source.as_str().or_else(|| source.get("text")?.as_str())?;
            let name = source.get("name").and_then(Value::as_str);
            let name = name.map_or_else(|| place.to_string(), str::to_owned);
            Some((name, text.to_owned()))
        });
        Self(texts.collect())
    }

    /// The line, with carets below what the span is; only the first of several lines.
    pub(crate) fn snippet(&self, span: &Span) -> Option<String> {
        let text = self.0.get(span.source())?;
        let line = text.lines().nth(span.line().checked_sub(1)?)?;
        let before = span.column().checked_sub(1)?;
        let spanned = text.get(span.offset()..)?.get(..span.length())?;
        let spanned = spanned.lines().next().unwrap_or_default();
        let (number, line) = (span.line().to_string(), visible(line));
        let (margin, blank) = (" ".repeat(number.len()), " ".repeat(before));
        let carets = "^".repeat(spanned.chars().count().max(1));
        Some(format!(
            "\n{margin} |\n{number} | {line}\n{margin} | {blank}{carets}"
        ))
    }
}

/// What would move the cursor, or turn the direction of what follows, is a blank or shown as what it is: a terminal would else show
/// another policy than the one that is evaluated.
pub(crate) fn visible(text: &str) -> String {
    let shown = |character: char| match character {
        '\n' => '\n',
        '\t' => ' ',
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{61c}' => {
            '\u{fffd}'
        }
        other if other.is_control() => '\u{fffd}',
        other => other,
    };
    text.chars().map(shown).collect()
}
