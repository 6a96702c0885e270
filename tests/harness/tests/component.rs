//! The component as a host sees it: what it imports, what it costs, how it fails.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that can't go on fails"
)]

use std::sync::OnceLock;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use conformance::component::wit::exports::narrowgate::gate::gate::{
    Code as WitCode, DeterminingPolicy, Presented, ToolCall,
};
use conformance::component::{FUEL, Host, Session};
use conformance::root;
use ed25519_dalek::{Signer as _, SigningKey};
use narrowgate::{Category, Code};
use serde_json::{Value, json};
use wasmtime::Trap;
use wasmtime::component::ResourceAny;

const NOW: u64 = 1_800_000_000;

/// Compiled once for all tests.
fn host() -> &'static Host {
    static HOST: OnceLock<Host> = OnceLock::new();
    HOST.get_or_init(|| Host::load(&Host::default_file(root())).expect("the component is there"))
}

fn open() -> (Session, ResourceAny) {
    let mut session = host().open(FUEL).expect("an instance");
    let gate = session
        .create(&config().to_string())
        .expect("no trap")
        .expect("a good configuration");
    (session, gate)
}

fn key() -> SigningKey {
    SigningKey::from_bytes(&[7; 32])
}

fn config() -> Value {
    let x = BASE64_URL_SAFE_NO_PAD.encode(key().verifying_key().as_bytes());
    json!({
        "issuers": [{
            "issuer": "https://as.example",
            "profile": "rfc9068",
            "algorithms": ["Ed25519"],
            "jwks": { "keys": [{ "kty": "OKP", "crv": "Ed25519", "x": x, "kid": "k" }] },
        }],
        "audience": "https://tools.example/mcp",
        "tools": [{ "name": "files.read", "inputSchema": {
            "type": "object", "properties": { "path": { "type": "string" } }, "required": ["path"],
        } }],
        "requiredScopes": { "files.read": ["files:read"] },
        "policies": r#"
            @id("read") permit (principal, action == Action::"files.read", resource);
            @id("not-etc") forbid (principal, action, resource) when { context.input.path like "/etc/*" };
        "#,
    })
}

fn presented() -> Presented {
    let part = |value: Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
    let header = part(json!({ "alg": "Ed25519", "typ": "at+jwt", "kid": "k" }));
    let payload = part(json!({
        "iss": "https://as.example", "sub": "alice", "aud": "https://tools.example/mcp", "client_id": "c", "jti": "j",
        "iat": NOW, "exp": NOW + 300, "scope": "files:read", "act": { "sub": "agent" },
    }));
    let signature = BASE64_URL_SAFE_NO_PAD.encode(
        key()
            .sign(format!("{header}.{payload}").as_bytes())
            .to_bytes(),
    );
    Presented {
        token: format!("{header}.{payload}.{signature}"),
        parents: Vec::new(),
        proofs: None,
    }
}

fn read(path: &str) -> ToolCall {
    ToolCall {
        tool: "files.read".to_owned(),
        input: json!({ "path": path }).to_string(),
        session: None,
    }
}

#[test]
fn it_imports_nothing() {
    assert_eq!(host().imports(), [""; 0]);
}

#[test]
fn keys_that_were_removed_prove_nothing() {
    let (mut session, gate) = open();
    let code = |session: &mut Session| {
        session
            .authorize(gate, &presented(), &read("/a"), NOW)
            .expect("no trap")
            .err()
            .map(|denial| denial.code)
    };
    assert_eq!(code(&mut session), None);
    let nobody = session.remove_keys(gate, "https://other.example");
    assert_eq!(
        nobody.expect("no trap").expect_err("not configured").path,
        "issuer"
    );
    assert_eq!(code(&mut session), None);
    let removed = session.remove_keys(gate, "https://as.example");
    removed.expect("no trap").expect("it is configured");
    assert_eq!(code(&mut session), Some(WitCode::KeysMissing));
}

#[test]
fn it_decides_with_policies_that_it_prepared() {
    let (mut session, gate) = open();
    let prepared = session
        .prepare_policies(gate)
        .expect("no trap")
        .expect("there are policies");
    let mut config = config();
    config["policies"] = json!([{ "prepared": prepared }]);
    let gate = session
        .create(&config.to_string())
        .expect("no trap")
        .expect("a gate of the same ground");
    for (path, permitted) in [("/a", true), ("/etc/passwd", false)] {
        let verdict = session
            .authorize(gate, &presented(), &read(path), NOW)
            .expect("no trap");
        assert_eq!(verdict.is_ok(), permitted, "{path}");
    }
    config["policies"] = json!([]);
    let without = session.create(&config.to_string()).expect("no trap");
    let problem = session
        .prepare_policies(without.expect("no policies are no mistake"))
        .expect("no trap")
        .expect_err("there are none");
    assert_eq!(problem.path, "policies");
}

#[test]
fn it_decides() {
    let (mut session, gate) = open();
    let grant = session
        .authorize(gate, &presented(), &read("/a"), NOW)
        .expect("no trap")
        .expect("a grant");
    let ids = |policies: &[DeterminingPolicy]| -> Vec<String> {
        policies.iter().map(|policy| policy.id.clone()).collect()
    };
    assert_eq!(ids(&grant.policies), ["read"]);
    assert_eq!(grant.verified.actor.expect("an actor").subject, "agent");
    let decision = session
        .decide(gate, &presented(), &read("/etc/passwd"), NOW)
        .expect("no trap");
    let denial = decision.verdict.expect_err("a denial");
    assert_eq!(
        (ids(&denial.policies), denial.challenge.status),
        (vec!["not-etc".to_owned()], 403)
    );
    let record: Value = serde_json::from_str(&decision.record).expect("the record is JSON");
    assert_eq!(
        (&record["decision"], &record["denial"]["code"]),
        (&json!("deny"), &json!("policy_forbidden"))
    );
    let early = Presented {
        token: String::new(),
        parents: Vec::new(),
        proofs: None,
    };
    assert!(session.verify(gate, &early, NOW).expect("no trap").is_err());
}

#[test]
fn a_bad_configuration_is_answered_with_every_mistake() {
    let mut config = config();
    config["issuers"][0]["algorithms"] = json!(["none"]);
    config["issuers"][0]["jwks"] = json!({ "keys": [] });
    let mut session = host().open(FUEL).expect("an instance");
    let problems = session
        .create(&config.to_string())
        .expect("no trap")
        .expect_err("two mistakes");
    let paths: Vec<&str> = problems
        .iter()
        .map(|problem| problem.path.as_str())
        .collect();
    assert_eq!(paths, ["issuers[0].algorithms[0]", "issuers[0].jwks"]);
}

/// Fuel is wasmtime's count of what was executed: no clock is in it, so the same question costs the same everywhere.
#[test]
fn a_decision_costs_the_same_in_every_instance() {
    let costs = || {
        let mut session = host().open(FUEL).expect("an instance");
        let mut spent = FUEL;
        let mut step = |session: &Session| {
            let left = session.store.get_fuel().expect("fuel is counted");
            let cost = spent - left;
            spent = left;
            cost
        };
        step(&session);
        let gate = session
            .create(&config().to_string())
            .expect("no trap")
            .expect("a good configuration");
        let create = step(&session);
        let mut decide = |path: &str| {
            let verdict = session
                .authorize(gate, &presented(), &read(path), NOW)
                .expect("no trap");
            (verdict.is_ok(), step(&session))
        };
        [
            (true, create),
            decide("/a"),
            decide("/a"),
            decide("/b"),
            decide("/etc/passwd"),
        ]
    };
    let first = costs();
    assert_eq!(first, costs());
    let [create, new, seen, other, denied] = first;
    println!(
        "fuel: make a gate {}, authorize a new token {}, a token seen before {}, other arguments {}, forbid {}",
        create.1, new.1, seen.1, other.1, denied.1
    );
    assert_eq!(
        [create.0, new.0, seen.0, other.0, denied.0],
        [true, true, true, true, false]
    );
    assert!(seen.1 < new.1, "a token that was seen before costs less");
}

#[test]
fn too_little_fuel_is_a_trap_and_never_a_grant() {
    let (mut session, gate) = open();
    session.store.set_fuel(1_000).expect("fuel is counted");
    let trap = session
        .authorize(gate, &presented(), &read("/a"), NOW)
        .expect_err("a trap");
    assert_eq!(trap.downcast_ref::<Trap>(), Some(&Trap::OutOfFuel));
    session.store.set_fuel(FUEL).expect("fuel is counted");
    assert!(
        session
            .authorize(gate, &presented(), &read("/a"), NOW)
            .is_err(),
        "an instance that trapped is gone"
    );
}

/// The codes and categories of the WIT world are the core's, in the core's order.
#[test]
fn wit_lists_the_codes_of_the_core() {
    let wit = std::fs::read_to_string(root().join("bindings/component/wit/world.wit"))
        .expect("the world");
    let cases = |name: &str| -> Vec<String> {
        let body = wit
            .split(&format!("enum {name} {{"))
            .nth(1)
            .and_then(|rest| rest.split('}').next())
            .expect("the enum");
        let code = body
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"));
        code.flat_map(|line| line.split(','))
            .map(|case| case.trim().replace('-', "_"))
            .filter(|case| !case.is_empty())
            .collect()
    };
    let codes: Vec<&str> = Code::ALL.iter().map(|code| code.as_str()).collect();
    assert_eq!(cases("code"), codes);
    let mut categories: Vec<&str> = Vec::new();
    for category in Code::ALL
        .iter()
        .map(|code| Category::as_str(code.category()))
    {
        if !categories.contains(&category) {
            categories.push(category);
        }
    }
    assert_eq!(cases("category"), categories);
}
