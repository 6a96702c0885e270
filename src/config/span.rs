//! [`Span`]: where in a text of the operator's something stands.

/// A place in a file of policies.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Span {
    source: String,
    /// From 1.
    line: usize,
    /// In characters, from 1.
    column: usize,
    /// In bytes, from 0.
    offset: usize,
    length: usize,
}

impl Span {
    /// `None` where the text has no such place.
    #[cfg(feature = "cedar")]
    pub(crate) fn of(text: &str, source: String, offset: usize, length: usize) -> Option<Self> {
        let before = text.get(..offset)?;
        let line_start = before.rfind('\n').map_or(0, |end| end.saturating_add(1));
        let column = before.get(line_start..)?.chars().count();
        Some(Self {
            source,
            line: before.matches('\n').count().saturating_add(1),
            column: column.saturating_add(1),
            offset,
            length,
        })
    }

    /// The file's name, or its place in the list of sources.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// From 1.
    pub fn line(&self) -> usize {
        self.line
    }

    /// In characters, from 1.
    pub fn column(&self) -> usize {
        self.column
    }

    /// In bytes, from 0.
    pub fn offset(&self) -> usize {
        self.offset
    }

    /// In bytes.
    pub fn length(&self) -> usize {
        self.length
    }
}

impl core::fmt::Display for Span {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "{}:{}:{}", self.source, self.line, self.column)
    }
}
