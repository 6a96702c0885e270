//! An HTTP reverse proxy in front of one MCP server. It loads the Narrowgate component in wasmtime and lets nothing
//! through without a token that the component has verified; each `tools/call` it lets the component decide.
//!
//! ```text
//! cargo xtask build                                     # makes the component, once
//! cargo run -p gateway -- gate.json http://127.0.0.1:3000/mcp --listen 127.0.0.1:8080
//! ```
//!
//! `gate.json` is the configuration document of the README; the address is that of the MCP server's endpoint, the
//! only path that is served. Records of decisions, as JSON, and everything that the operator should see go to
//! standard error; standard output has the address that was bound.
//!
//! | request | answer |
//! | --- | --- |
//! | no token, or one that does not hold | 401 with the component's challenge |
//! | `tools/call` that is not permitted | 403, with `scope` where more of it would help |
//! | `POST` of one JSON-RPC message, `GET` of the stream, `DELETE` of the session | forwarded |
//! | a batch, two `method`s, a member that JSON-RPC has not, an encoded body | 400 or 415 |
//! | too large, too slow | 413, 431, 408, 504 |
//! | the component traps, runs out of fuel or of memory | 503, and a fresh instance for the next request |
//!
//! What the upstream sees is written anew from what was understood here: a few headers by name, never
//! `Authorization` or a cookie (no token passes through), and the message's own members, so that the two
//! can't read one message differently. A session belongs to the principal and agent that opened it.
//!
//! Left out, to stay short: TLS (put it in front), fetching of keys (they are in `gate.json`), a second look at
//! the token while a stream is open.

mod door;
mod message;
mod proxy;
mod sessions;

pub use door::{Bounds, Door};
pub use proxy::Gateway;
