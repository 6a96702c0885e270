//! The peers, each as its documentation shows it.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use biscuit_auth::builder::Algorithm;
use biscuit_auth::macros::{authorizer, biscuit, block};
use biscuit_auth::{Biscuit, KeyPair};
use tenuo::Authorizer;
use tenuo::constraints::{ConstraintSet, ConstraintValue, Range};
use tenuo::crypto::SigningKey;
use tenuo::warrant::Warrant;
use tenuo::wire::{WarrantStack, decode_stack, encode_stack};

/// Warrants: every hop with a key of its own, decoded from the wire, with the leaf's proof of possession.
pub(crate) fn tenuo(hops: usize) -> Box<dyn FnMut() -> bool> {
    let keys: Vec<SigningKey> = (0..=hops).map(|_| SigningKey::generate()).collect();
    let bounds = || {
        let range = Range::new(None, Some(500.0)).expect("a range");
        ConstraintSet::from_iter([("amount".to_owned(), range.into())])
    };
    let root = Warrant::builder()
        .capability("refund", bounds())
        .ttl(Duration::from_secs(3600))
        .holder(keys[1].public_key())
        .build(&keys[0])
        .expect("a root");
    let mut chain = vec![root];
    for hop in 1..hops {
        let child = chain[hop - 1]
            .clone()
            .attenuate()
            .capability("refund", bounds())
            .holder(keys[hop + 1].public_key())
            .build(&keys[hop])
            .expect("a child");
        chain.push(child);
    }
    let arguments = HashMap::from([("amount".to_owned(), ConstraintValue::Integer(100))]);
    let leaf = chain.last().expect("a leaf").clone();
    let holder = keys.last().expect("a key").clone();
    let authorizer = Authorizer::new().with_trusted_root(keys[0].public_key());
    let wire = encode_stack(&WarrantStack::new(chain)).expect("bytes");
    let mut proof = leaf.sign(&holder, "refund", &arguments).expect("a proof");
    let mut signed = Instant::now();
    Box::new(move || {
        // A proof is good for some seconds: one call in thousands makes another one, and the median doesn't see it
        if signed.elapsed() > Duration::from_secs(10) {
            proof = leaf.sign(&holder, "refund", &arguments).expect("a proof");
            signed = Instant::now();
        }
        let stack = decode_stack(&wire).expect("a stack");
        authorizer
            .check_chain(&stack.0, "refund", &arguments, Some(&proof), &[])
            .is_ok()
    })
}

/// Blocks, third parties none: parsed with the root's key, then asked.
pub(crate) fn biscuit(hops: usize) -> Box<dyn FnMut() -> bool> {
    let root = KeyPair::new_with_algorithm(Algorithm::Ed25519);
    let mut token = biscuit!(r#"right("refund"); check if amount($amount), $amount <= 500;"#)
        .build(&root)
        .expect("a token");
    for _ in 1..hops {
        let narrower = block!(r#"check if operation("refund"), amount($amount), $amount <= 500;"#);
        token = token.append(narrower).expect("a block");
    }
    let wire = token.to_vec().expect("bytes");
    Box::new(move || {
        let token = Biscuit::from(&wire, root.public()).expect("a token");
        authorizer!(r#"operation("refund"); amount(100); allow if operation($o), right($o);"#)
            .build(&token)
            .expect("an authorizer")
            .authorize()
            .is_ok()
    })
}

/// What no implementation can go below: as many signatures as there are, one by one, each with a key not seen before.
pub(crate) fn signatures(hops: usize) -> Box<dyn FnMut() -> bool> {
    let signed: Vec<_> = (0..=hops)
        .map(|_| {
            let key = SigningKey::generate();
            let message = vec![0x5a; 700];
            let signature = key.sign(&message);
            (key.public_key(), message, signature)
        })
        .collect();
    Box::new(move || {
        signed
            .iter()
            .all(|(key, message, signature)| key.verify(message, signature).is_ok())
    })
}
