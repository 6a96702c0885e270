//! What a decision on a known token asks of the allocator: counted, so it is the same on every machine.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use narrowgate::{Code, Config, Gate, Presented, Request, UnixTime};
use serde_json::{Value, json};

struct Counting;

static CALLS: AtomicUsize = AtomicUsize::new(0);
static LIVE: AtomicUsize = AtomicUsize::new(0);
static ASKED: AtomicUsize = AtomicUsize::new(0);

// SAFETY: everything is the system allocator's; counting allocates nothing.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        CALLS.fetch_add(1, Relaxed);
        LIVE.fetch_add(layout.size(), Relaxed);
        ASKED.fetch_add(layout.size(), Relaxed);
        // SAFETY: as the caller promises.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        LIVE.fetch_sub(layout.size(), Relaxed);
        // SAFETY: as the caller promises.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

const TOOLS: usize = 100;
const NOW: UnixTime = UnixTime::from_secs(mint::NOW);

/// Policies by tool and agent: each permits one agent one tool. Of so many documents the host knows that they are an agent's.
fn gate(policies: usize, documents: usize) -> Gate {
    let key = mint::Key::ed25519(1);
    let keys: Value = serde_json::from_str(&mint::jwks([&key])).unwrap();
    let amount = json!({ "type": "object", "required": ["amount"], "properties": { "amount": { "type": "integer" } } });
    let tools: Vec<String> = (0..TOOLS).map(|n| format!("tool_{n}")).collect();
    let policy = |n: usize| {
        let (tool, agent) = (n % TOOLS, n / TOOLS);
        format!(
            r#"permit (principal == Agent::"https://as.example agent-{agent}", action == Action::"tool_{tool}", resource)
                when {{ context.token.scopes.contains("s") && context.input.amount < 500 }};"#
        )
    };
    let uid = |kind: &str, id: &str| json!({ "type": kind, "id": id });
    let documents = || (0..documents).map(|n| uid("Document", &n.to_string()));
    // Members of a set would lead nowhere
    let tags: serde_json::Map<_, _> = documents()
        .enumerate()
        .map(|(n, uid)| (n.to_string(), json!({ "__entity": uid })))
        .collect();
    let index = uid("Index", "of agent-0");
    let has = [
        json!({ "uid": uid("Agent", "https://as.example agent-0"), "attrs": { "documents": { "__entity": index } }, "parents": [] }),
        json!({ "uid": index, "attrs": {}, "tags": tags, "parents": [] }),
    ];
    let documents = documents().map(|uid| json!({ "uid": uid, "attrs": {}, "parents": [] }));
    let document = json!({
        "schema": "entity Document; entity Index tags Document; entity Agent { documents?: Index };",
        "entities": documents.chain(has).collect::<Vec<_>>(),
        "issuers": [{ "issuer": mint::ISSUER, "jwks": keys, "profile": "rfc9068", "algorithms": ["Ed25519"] }],
        "audience": mint::AUDIENCE,
        "tools": tools.iter().map(|name| json!({ "name": name, "inputSchema": amount })).collect::<Vec<_>>(),
        "requiredScopes": tools.iter().map(|name| (name.clone(), json!([]))).collect::<serde_json::Map<_, _>>(),
        "policies": (0..policies).map(policy).collect::<String>(),
    });
    Config::from_json(&document.to_string())
        .and_then(Config::build)
        .unwrap()
}

fn decide(gate: &Gate, token: &str) {
    let request = Request::tool("tool_7", r#"{"amount":100}"#);
    let grant = gate.authorize(&Presented::token(token), &request, NOW);
    assert_eq!(grant.unwrap().policies().len(), 1);
}

fn deny(gate: &Gate, token: &str) {
    let request = Request::tool("tool_7", r#"{"amount":1000}"#);
    let denied = gate.authorize(&Presented::token(token), &request, NOW);
    assert_eq!(denied.unwrap_err().code(), Code::PolicyDenied);
}

/// Bytes that one answer asks of the allocator, when the token is known.
fn bytes(answer: fn(&Gate, &str), gate: &Gate, token: &str) -> usize {
    (0..10).for_each(|_| answer(gate, token));
    let before = ASKED.load(Relaxed);
    answer(gate, token);
    ASKED.load(Relaxed) - before
}

/// Calls of the allocator for one decision, when the token is known.
fn calls(gate: &Gate, token: &str) -> usize {
    (0..10).for_each(|_| decide(gate, token));
    let before = CALLS.load(Relaxed);
    decide(gate, token);
    CALLS.load(Relaxed) - before
}

/// One test, as the counters are the process's.
#[test]
fn a_decision_allocates_little_and_keeps_nothing() {
    let key = mint::Key::ed25519(1);
    let token = mint::access_token(&key).actor("agent-0").scope("s").mint();
    let (few, many) = (gate(100, 0), gate(2_000, 0));
    let (of_few, of_many) = (calls(&few, &token), calls(&many, &token));
    println!(
        "allocations per decision on a known token: {of_few} of 100 policies, {of_many} of 2,000"
    );
    assert_eq!(of_few, of_many);
    assert!(of_few <= 40, "{of_few}");
    // What the host knows is not copied
    let (little, much) = (gate(100, 10), gate(100, 1_000));
    for answer in [decide, deny] {
        assert_eq!(bytes(answer, &little, &token), bytes(answer, &much, &token));
    }
    let before = LIVE.load(Relaxed);
    (0..100_000).for_each(|_| decide(&few, &token));
    assert_eq!(LIVE.load(Relaxed), before);
}
