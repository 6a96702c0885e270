//! Of which token a child holds the hash, and where it stands.

use super::*;
use crate::encode;

pub(super) fn cases() -> Vec<Case> {
    [hashes(), depths()].into_iter().flatten().collect()
}

fn hashes() -> Vec<Case> {
    let source = &section("4.6");
    let hashed = |id: &str, description: &str, json: &str| {
        call(
            &format!("par-hash-{id}"),
            source,
            description,
            &[root(), root().child(&agent(1)).claim("par_hash", json)],
        )
    };
    let token = root().mint();
    let right = root().link_hash();
    let payload = token.split('.').nth(1).expect("a payload");
    let hex: String = crate::decode(&right)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let last = right.chars().last().expect("a character");
    // The two spare bits of the last character
    let spare = format!(
        "{}{}",
        &right[..42],
        char::from(u8::try_from(last).expect("ASCII") + 1)
    );
    vec![
        hashed("of-token", "Over the whole token.", &string(&hash(&token)))
            .deny_at(2, "link_broken"),
        hashed(
            "of-payload",
            "Over the payload, encoded.",
            &string(&hash(payload)),
        )
        .deny_at(2, "link_broken"),
        hashed(
            "of-claims",
            "Over the payload, decoded.",
            &string(&hash(root().payload_text())),
        )
        .deny_at(2, "link_broken"),
        hashed("of-another", "Over something else.", &string(&hash("x"))).deny_at(2, "link_broken"),
        hashed("hex", "In hexadecimal.", &string(&hex)).deny_at(2, "link_broken"),
        hashed("padded", "With padding.", &string(&format!("{right}="))).deny_at(2, "link_broken"),
        hashed(
            "upper-case",
            "In upper case.",
            &string(&right.to_uppercase()),
        )
        .deny_at(2, "link_broken"),
        hashed(
            "spare-bits",
            "With spare bits that are set.",
            &string(&spare),
        )
        .deny_at(2, "link_broken"),
        hashed("short", "31 octets.", &string(&encode([0; 31]))).deny_at(2, "link_broken"),
        hashed("empty", "Empty.", r#""""#).deny_at(2, "claim_invalid"),
        hashed("null", "Null.", "null").deny_at(2, "claim_invalid"),
        hashed("array", "In an array.", &json!([right]).to_string()).deny_at(2, "claim_invalid"),
        call(
            "par-hash-absent",
            source,
            "Absent.",
            &[root(), root().child(&agent(1)).without("par_hash")],
        )
        .deny_at(2, "claim_missing"),
        call(
            "par-hash-of-root",
            &section("7, step 3d"),
            "A root holds a hash.",
            &[root().claim("par_hash", string(&hash("x")))],
        )
        .deny("link_broken"),
        call(
            "par-hash-of-root-null",
            &section("7, step 3d"),
            "A root holds null.",
            &[root().claim("par_hash", "null")],
        )
        .deny("claim_invalid"),
    ]
}

fn depths() -> Vec<Case> {
    let source = &section("4.3");
    let depth = |id: &str, json: &str| {
        let tokens = [root(), root().child(&agent(1)).claim("del_depth", json)];
        call(
            &format!("depth-{id}"),
            source,
            &format!("`del_depth` of a child is {json}."),
            &tokens,
        )
    };
    let of_root = |id: &str, json: &str| {
        let tokens = [root().claim("del_depth", json)];
        call(
            &format!("root-depth-{id}"),
            source,
            &format!("`del_depth` of a root is {json}."),
            &tokens,
        )
    };
    let most = |id: &str, description: &str, root_most: &str, child_most: &str| {
        let root = root().claim("del_max_depth", root_most);
        let child = root.child(&agent(1)).claim("del_max_depth", child_most);
        call(
            &format!("max-depth-{id}"),
            source,
            description,
            &[root, child],
        )
    };
    let lowered = root().child(&agent(1)).claim("del_max_depth", "2");
    let raised = lowered.child(&agent(2)).claim("del_max_depth", "3");
    vec![
        depth("float", "1.0").deny_at(2, "claim_invalid"),
        depth("exponent", "1e0").deny_at(2, "claim_invalid"),
        depth("fraction", "1.5").deny_at(2, "claim_invalid"),
        depth("string", r#""1""#).deny_at(2, "claim_invalid"),
        depth("negative", "-1").deny_at(2, "claim_invalid"),
        depth("null", "null").deny_at(2, "claim_invalid"),
        depth("true", "true").deny_at(2, "claim_invalid"),
        depth("huge", "18446744073709551616").deny_at(2, "claim_invalid"),
        depth("zero", "0").deny_at(2, "link_broken"),
        depth("two", "2").deny_at(2, "link_broken"),
        call(
            "depth-absent",
            source,
            "No `del_depth`.",
            &[root(), root().child(&agent(1)).without("del_depth")],
        )
        .deny_at(2, "claim_missing"),
        of_root("float", "0.0").deny("claim_invalid"),
        of_root("minus-zero", "-0").deny("claim_invalid"),
        of_root("one", "1").deny("link_broken"),
        call(
            "root-depth-absent",
            source,
            "A root without `del_depth`.",
            &[root().without("del_depth")],
        )
        .deny("claim_missing"),
        most("lowered", "The child lowers it to its own depth.", "3", "1").accept(),
        most("raised", "The child raises it.", "3", "4").deny_at(2, "authority_widened"),
        most(
            "below-depth",
            "The child's is below its own depth.",
            "3",
            "0",
        )
        .deny_at(2, "depth_exceeded"),
        most("of-root-zero", "The root can't be delegated.", "0", "0").deny_at(2, "depth_exceeded"),
        most(
            "of-root-zero-raised",
            "The root can't be delegated, and the child raises it.",
            "0",
            "1",
        )
        .deny_at(2, "authority_widened"),
        most("string", "A string.", "3", r#""3""#).deny_at(2, "claim_invalid"),
        most("float", "A fraction.", "3", "3.0").deny_at(2, "claim_invalid"),
        most("largest", "As many as a request can present.", "31", "31").accept(),
        most("too-large", "One more.", "32", "32").deny_at(1, "depth_exceeded"),
        call(
            "max-depth-raised-again",
            source,
            "A grandchild raises what the child lowered.",
            &[root(), lowered, raised],
        )
        .deny_at(3, "authority_widened"),
        call(
            "max-depth-reached",
            source,
            "The fourth delegation, of three.",
            &chain(5),
        )
        .deny_at(5, "depth_exceeded"),
        call(
            "max-depth-absent",
            source,
            "A root without `del_max_depth`.",
            &[root().without("del_max_depth")],
        )
        .deny("claim_missing"),
        call(
            "max-depth-absent-in-child",
            source,
            "A child without it.",
            &[root(), root().child(&agent(1)).without("del_max_depth")],
        )
        .deny_at(2, "claim_missing"),
    ]
}
