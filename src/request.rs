//! [`Request`]: the call that is asked for.

/// A tool call: the tool's name and its arguments, the text of one JSON object.
#[derive(Clone, Copy)]
pub struct Request<'a> {
    tool: &'a str,
    input: &'a str,
    session: Option<&'a str>,
}

impl<'a> Request<'a> {
    /// As in the MCP request `tools/call`. `input` is JSON text, so that 64-bit integers survive.
    pub fn tool(tool: &'a str, input: &'a str) -> Self {
        Self {
            tool,
            input,
            session: None,
        }
    }

    /// What the host knows of the call: JSON text of the type `Session` of the host's schema. Policies see it as
    /// `context.session`.
    #[must_use]
    pub fn with_session(mut self, session: &'a str) -> Self {
        self.session = Some(session);
        self
    }

    /// What the host knows of the call.
    #[cfg(feature = "cedar")]
    pub(crate) fn session(&self) -> Option<&'a str> {
        self.session
    }

    /// The tool's name.
    pub fn name(&self) -> &'a str {
        self.tool
    }

    /// The arguments, as JSON text.
    pub fn input(&self) -> &'a str {
        self.input
    }
}

impl core::fmt::Debug for Request<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Request")
            .field("tool", &self.tool)
            .finish_non_exhaustive()
    }
}
