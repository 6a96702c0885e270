//! What is asked: [`Presented`], the material, and [`Request`], the call.

/// What one request carries: an access token, and beside it, if wanted, the tokens it was derived from.
#[derive(Clone, Copy)]
pub struct Presented<'a> {
    token: &'a str,
    parents: &'a [&'a str],
}

impl<'a> Presented<'a> {
    /// An access token, as it stands after `Bearer ` in the `Authorization` header (RFC 6750, section 2.1). An empty
    /// one is the absence of credentials.
    pub fn token(token: &'a str) -> Self {
        Self {
            token,
            parents: &[],
        }
    }

    /// Lineage: the tokens that this one was derived from, root first. Each is verified on its own, and then
    /// authority must only narrow from one to the next.
    #[must_use]
    pub fn with_parents(mut self, parents: &'a [&'a str]) -> Self {
        self.parents = parents;
        self
    }

    /// Root first.
    pub(crate) fn tokens(&self) -> impl Iterator<Item = &'a str> {
        self.parents.iter().copied().chain([self.token])
    }

    pub(crate) fn count(&self) -> usize {
        self.parents.len().saturating_add(1)
    }
}

impl core::fmt::Debug for Presented<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Presented")
            .field("tokens", &self.count())
            .finish_non_exhaustive()
    }
}

/// A tool call: the tool's name and its arguments, the text of one JSON object.
#[derive(Clone, Copy)]
pub struct Request<'a> {
    tool: &'a str,
    input: &'a str,
}

impl<'a> Request<'a> {
    /// As in the MCP request `tools/call`. `input` is JSON text, so that 64-bit integers survive.
    pub fn tool(tool: &'a str, input: &'a str) -> Self {
        Self { tool, input }
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
