//! The duties of an MCP server.

use super::*;

pub(super) fn cases() -> Vec<Case> {
    let of = Of {
        kind: named("mcp"),
        source: "MCP authorization, 2026-07-28",
    };
    let audience = |id: &str, audience: Value| {
        let config = changed(of.kind.config(), json!({ "audience": audience }));
        of.mistake_in(
            &format!("audience-{id}"),
            "Not a canonical server URI.",
            config,
            "audience",
        )
    };
    let mut silent = of.kind.config();
    silent
        .as_object_mut()
        .expect("an object")
        .remove("resourceMetadata");
    let local = changed(
        of.kind.config(),
        json!({ "audience": ["http://localhost:3000/mcp", "https://tools.example/mcp"] }),
    );
    let two = {
        let mut config = of.kind.config();
        let mut other = config["issuers"][0].clone();
        other["issuer"] = json!("https://other.example");
        config["issuers"]
            .as_array_mut()
            .expect("an array")
            .push(other);
        config
    };
    vec![
        of.case("accept", "The same tokens as RFC 9068.", &of.token())
            .accept_as(json!({ "scopes": ["files:read"] })),
        of.case(
            "accept-actor",
            "And the same actors.",
            &of.token().actor("agent"),
        )
        .accept_as(json!({ "actor": identity("agent") })),
        now(of
            .named(
                "token",
                "accept-local",
                "A server on the client's machine; further audiences may be anything.",
            )
            .with("config", local)
            .token(of.token().mint()))
        .accept(),
        now(of
            .named(
                "token",
                "accept-two-issuers",
                "Several authorization servers.",
            )
            .with("config", two)
            .token(of.token().mint()))
        .accept(),
        audience("name", json!("tools")),
        audience("http", json!("http://tools.example/mcp")),
        audience("upper-case-host", json!("https://Tools.example/mcp")),
        audience("upper-case-scheme", json!("HTTPS://tools.example/mcp")),
        audience("fragment", json!("https://tools.example/mcp#a")),
        audience("user", json!("https://user@tools.example/mcp")),
        audience(
            "second-one-alone",
            json!(["urn:tools", "https://tools.example/mcp"]),
        ),
        of.mistake_in(
            "metadata-missing",
            "Challenges have to name the metadata.",
            silent,
            "resourceMetadata",
        ),
        of.mistake_in(
            "issuer-http",
            "An authorization server is an https URL.",
            kinds::config("http://as.example", json!("mcp")),
            "issuers[0].issuer",
        ),
        of.mistake_in(
            "issuer-query",
            "Without a query.",
            kinds::config("https://as.example?a", json!("mcp")),
            "issuers[0].issuer",
        ),
    ]
}
