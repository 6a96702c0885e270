//! One sentence that says what went wrong, and where known what to do next.

use std::fmt;

/// What every step of the build returns.
pub(crate) type Result<T> = std::result::Result<T, Error>;

/// A sentence for the person at the terminal.
#[derive(Debug)]
pub(crate) struct Error(String);

impl Error {
    pub(crate) fn new(sentence: impl Into<String>) -> Self {
        Self(sentence.into())
    }

    /// Adds what the cause had to say.
    pub(crate) fn because(self, cause: impl fmt::Display) -> Self {
        Self(format!("{}: {cause}", self.0))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Turns any error into a sentence that begins with what was being done.
pub(crate) trait Context<T> {
    fn context(self, doing: impl fmt::Display) -> Result<T>;
}

impl<T, E: fmt::Display> Context<T> for std::result::Result<T, E> {
    fn context(self, doing: impl fmt::Display) -> Result<T> {
        // `{:#}` shows the whole chain of causes where the error keeps one.
        self.map_err(|error| Error(format!("{doing}: {error:#}")))
    }
}
