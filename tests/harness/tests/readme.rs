//! The README's example of the component: this file is where it is compiled and run.
#![expect(clippy::expect_used, reason = "a test that can't go on fails")]

use wasmtime::component::{Component, Linker};
use wasmtime::{Engine, Store};

use host::Narrowgate;
use host::exports::narrowgate::gate::gate::{Presented, ToolCall};

mod host {
    #![allow(
        missing_docs,
        unreachable_pub,
        clippy::allow_attributes,
        reason = "generated; the world is documented"
    )]
    wasmtime::component::bindgen!({ path: "../../bindings/component/wit", world: "narrowgate" });
}

fn decide(
    component: &std::path::Path,
    config: &str,
    token: &str,
    now: u64,
) -> wasmtime::Result<(u16, String)> {
    // README
    let engine = Engine::default();
    let component = Component::from_file(&engine, component)?;
    let mut store = Store::new(&engine, ());
    // The linker is empty: there is nothing to import
    let world = Narrowgate::instantiate(&mut store, &component, &Linker::new(&engine))?;
    let api = world.narrowgate_gate_gate().gate();
    let gate = match api.call_create(&mut store, config)? {
        Ok(gate) => gate,
        Err(problems) => wasmtime::bail!("{problems:?}"),
    };

    let presented = Presented {
        token: token.to_owned(),
        parents: Vec::new(),
        proofs: None,
    };
    let call = ToolCall {
        tool: "files.read".to_owned(),
        input: r#"{"path":"/logs/today"}"#.to_owned(),
        session: None,
    };
    Ok(
        match api.call_authorize(&mut store, gate, &presented, &call, now)? {
            Ok(grant) => {
                let policies: Vec<_> = grant.policies.iter().map(|policy| &policy.id).collect();
                (200, format!("permitted by {policies:?}"))
            }
            Err(denial) => (denial.challenge.status, denial.message),
        },
    )
    // END
}

#[test]
fn the_readme_shows_this_example_and_it_decides() {
    let shown: Vec<&str> = include_str!("readme.rs")
        .lines()
        .skip_while(|line| line.trim() != "// README")
        .skip(1)
        .take_while(|line| line.trim() != "// END")
        .map(|line| line.strip_prefix("    ").unwrap_or(line))
        .collect();
    let readme = include_str!("../../../README.md");
    assert!(
        readme.contains(&shown.join("\n")),
        "the README shows another example"
    );

    let config = r#"{
        "issuers": [{
            "issuer": "https://as.example",
            "jwks": {"keys":[{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]},
            "profile": "rfc9068",
            "algorithms": ["Ed25519"]
        }],
        "audience": "https://tools.example/mcp"
    }"#;
    let component = conformance::component::Host::default_file(conformance::root());
    let decided =
        decide(&component, config, "", 1_800_000_000).expect("run `cargo xtask build` first");
    assert_eq!(decided, (401, "no token was presented".to_owned()));
}
