//! One JSON-RPC message, read so strictly that nobody can read it differently, and written anew.

use serde::{Deserialize, Serialize};
use serde_json::value::{RawValue, to_raw_value};

use crate::door::gate::ToolCall;

/// A message that may be forwarded, once `call` is permitted.
#[derive(Debug)]
pub(crate) struct Message {
    /// The tool call in it, if it is one.
    pub(crate) call: Option<ToolCall>,
    /// The message as it goes to the upstream.
    pub(crate) text: Vec<u8>,
}

/// JSON-RPC 2.0, sections 4 and 5. A member that stands twice, or in other letters, is refused: some parsers take the
/// first, some the last, some any case.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Envelope {
    jsonrpc: Version,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<Box<RawValue>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    method: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    params: Option<Box<RawValue>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    result: Option<Box<RawValue>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<Box<RawValue>>,
}

#[derive(Deserialize, Serialize)]
enum Version {
    #[serde(rename = "2.0")]
    Two,
}

/// MCP, `tools/call`.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Params {
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    arguments: Option<Box<RawValue>>,
    #[serde(rename = "_meta", skip_serializing_if = "Option::is_none")]
    meta: Option<Box<RawValue>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    task: Option<Box<RawValue>>,
}

impl Message {
    /// # Errors
    ///
    /// One sentence: `[…]` is a batch, `{"method":"a","method":"b"}` and `{"Method":"a"}` are no message.
    pub(crate) fn read(body: &[u8]) -> Result<Self, &'static str> {
        if body.trim_ascii_start().starts_with(b"[") {
            return Err("batches are not accepted");
        }
        let mut envelope: Envelope =
            serde_json::from_slice(body).map_err(|_| "not a JSON-RPC 2.0 message")?;
        let is_answer = envelope.result.is_some() || envelope.error.is_some();
        if envelope.method.is_some() == is_answer {
            return Err("neither a request nor an answer");
        }
        let call = match (envelope.method.as_deref(), &envelope.params) {
            (Some("tools/call"), None) => return Err("`tools/call` has no `params`"),
            (Some("tools/call"), Some(text)) => {
                let params: Params = serde_json::from_str(text.get())
                    .map_err(|_| "`params` are not those of `tools/call`")?;
                envelope.params = Some(to_raw_value(&params).map_err(|_| UNWRITABLE)?);
                let input = params
                    .arguments
                    .as_deref()
                    .map_or("{}", RawValue::get)
                    .to_owned();
                Some(ToolCall {
                    tool: params.name,
                    input,
                    session: None,
                })
            }
            _ => None,
        };
        let text = serde_json::to_vec(&envelope).map_err(|_| UNWRITABLE)?;
        Ok(Self { call, text })
    }
}

const UNWRITABLE: &str = "the message can't be written";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_two_parsers_could_read_differently_is_refused() {
        let refused = |text: &str| Message::read(text.as_bytes()).is_err();
        assert!(refused(
            r#"[{"jsonrpc":"2.0","id":1,"method":"tools/list"}]"#
        ));
        assert!(refused(
            r#"{"jsonrpc":"2.0","id":1,"method":"tools/list","method":"tools/call"}"#
        ));
        assert!(refused(
            r#"{"jsonrpc":"2.0","id":1,"method":"tools/list","Method":"tools/call"}"#
        ));
        assert!(refused(
            r#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"a","name":"b"}}"#
        ));
        assert!(refused(
            r#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"a","Arguments":{}}}"#
        ));
        assert!(refused(
            r#"{"jsonrpc":"2.0","id":1,"method":"tools/call","result":{}}"#
        ));
        assert!(refused(r#"{"jsonrpc":"1.0","id":1,"method":"tools/list"}"#));
        assert!(refused(
            r#"{"jsonrpc":"2.0","id":1,"method":"tools/list"} {}"#
        ));
    }

    #[test]
    fn arguments_keep_their_text() -> Result<(), &'static str> {
        let message = r#"{"jsonrpc":"2.0","id":1,"method":"tools\/call","params":{"name":"a","arguments":{"n":9007199254740993}}}"#;
        let message = Message::read(message.as_bytes())?;
        let call = message.call.ok_or("a call")?;
        assert_eq!(
            (call.tool.as_str(), call.input.as_str()),
            ("a", r#"{"n":9007199254740993}"#)
        );
        assert_eq!(
            String::from_utf8_lossy(&message.text),
            r#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"a","arguments":{"n":9007199254740993}}}"#
        );
        Ok(())
    }
}
