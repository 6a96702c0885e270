//! However many tokens come, a gate remembers only so many: seen in the bytes that a thread holds.

#![cfg(feature = "cedar")]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use mint::{Key, access_token};
use narrowgate::{Config, Gate, Presented, Proofs, Request, UnixTime};
use serde_json::json;

struct Counting;

thread_local! {
    static HELD: Cell<usize> = const { Cell::new(0) };
}

fn held() -> usize {
    HELD.with(Cell::get)
}

fn count(change: impl FnOnce(usize) -> usize) {
    // Not there any more when the thread ends, and of no interest then
    let _ = HELD.try_with(|held| held.set(change(held.get())));
}

// SAFETY: every call is handed to the system's allocator as it came
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(|held| held.saturating_add(layout.size()));
        // SAFETY: the caller's promises are those of `System`
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        count(|held| held.saturating_sub(layout.size()));
        // SAFETY: the caller's promises are those of `System`
        unsafe { System.dealloc(at, layout) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;

fn gate(remembered: usize) -> Gate {
    let issuer = json!({ "issuer": mint::ISSUER, "jwks": mint::jwks([&Key::ed25519(1)]), "profile": "rfc9068", "algorithms": ["Ed25519"] });
    let document = json!({ "issuers": [issuer], "audience": mint::AUDIENCE, "limits": { "rememberedTokens": remembered } });
    Config::from_json(&document.to_string())
        .and_then(Config::build)
        .unwrap()
}

/// How much the thread holds after these tokens came.
fn after(gate: &Gate, numbers: core::ops::Range<u32>, signer: &Key, accepted: bool) -> usize {
    for number in numbers {
        let token = access_token(&Key::ed25519(1))
            .id(&number.to_string())
            .signed_by(signer)
            .mint();
        let verdict = gate.verify(&Presented::token(&token), UnixTime::from_secs(mint::NOW));
        assert_eq!(verdict.is_ok(), accepted);
    }
    held()
}

#[test]
fn a_gate_remembers_no_more_than_it_was_told() {
    let (gate, key) = (gate(8), Key::ed25519(1));
    let settled = after(&gate, 0..64, &key, true);
    let flooded = after(&gate, 64..1_064, &key, true);
    assert!(flooded < settled + 8 * 1024, "{settled} {flooded}");
}

#[test]
fn forged_tokens_are_not_remembered() {
    let (gate, stranger) = (gate(65_536), Key::ed25519(2));
    // The issuer's key has its tables then
    let settled = after(&gate, 0..16, &stranger, false);
    let flooded = after(&gate, 16..1_016, &stranger, false);
    assert!(flooded < settled + 8 * 1024, "{settled} {flooded}");
}

/// Without this the other two would say nothing.
#[test]
fn the_count_sees_what_is_remembered() {
    let (gate, key) = (gate(65_536), Key::ed25519(1));
    let settled = after(&gate, 0..16, &key, true);
    let grown = after(&gate, 16..116, &key, true);
    assert!(grown > settled + 100 * 400, "{settled} {grown}");
}

/// Whoever holds one token of a linked chain can sign as many as he likes.
#[test]
fn what_agents_sign_is_not_remembered_before_it_is_proven_to_be_held() {
    let (issuer, holder) = (Key::ed25519(1), Key::ed25519(2));
    let trusted = json!({ "issuer": mint::ISSUER, "jwks": mint::jwks([&issuer]), "profile": { "aat-01": { "typ": "aat+jwt" } }, "algorithms": ["Ed25519"] });
    let document = json!({
        "issuers": [trusted],
        "audience": mint::AUDIENCE,
        "proofs": { "origin": "https://tools.example" },
        "tools": [{ "name": "ping", "inputSchema": { "type": "object" } }],
        "requiredScopes": { "ping": [] },
        "policies": "permit (principal, action, resource);",
        "limits": { "rememberedTokens": 65_536 },
    });
    let gate = Config::from_json(&document.to_string())
        .and_then(Config::build)
        .unwrap();
    let details = json!([{ "type": "attenuating_agent_token", "tools": { "ping": {} } }]);
    let root = mint::linked_root(&issuer, "aat+jwt", &holder, mint::Confirms::Jwk)
        .claim("authorization_details", details.to_string());
    let minted = root.mint();
    let after = |numbers: core::ops::Range<u32>, proven: bool| {
        for number in numbers {
            let id = format!("c-{number}");
            let child = root.child(&holder).claim("jti", mint::string(&id)).mint();
            let proof = mint::call_proof(&holder, &id, "ping", "{}").mint();
            let proofs = Proofs {
                aat: if proven { vec![&proof] } else { Vec::new() },
                ..Proofs::default()
            };
            let parents = [minted.as_str()];
            let presented = Presented::token(&child)
                .with_parents(&parents)
                .with_proofs(&proofs);
            let call = Request::tool("ping", "{}");
            let verdict = gate.authorize(&presented, &call, UnixTime::from_secs(mint::NOW));
            assert_eq!(verdict.is_ok(), proven);
        }
        held()
    };
    let settled = after(0..8, false);
    let flooded = after(8..508, false);
    assert!(flooded < settled + 8 * 1024, "{settled} {flooded}");
    let remembered = after(508..516, true);
    assert!(remembered > flooded + 8 * 1024, "{flooded} {remembered}");
}
