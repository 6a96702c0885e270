#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use super::SpiffeId;

#[test]
fn is_taken_apart() {
    let id = SpiffeId::parse("spiffe://example.org/agent/7").unwrap();
    assert_eq!(id.domain_uri(), "spiffe://example.org");
    assert_eq!(id.path(), "/agent/7");

    let domain = SpiffeId::parse("spiffe://example.org").unwrap();
    assert_eq!(domain.domain_uri(), "spiffe://example.org");
    assert_eq!(domain.path(), "");

    let id = SpiffeId::parse_workload("wimse://example.org/a").unwrap();
    assert_eq!(id.domain_uri(), "wimse://example.org");
}

#[test]
fn takes_what_the_specification_allows() {
    for id in [
        "spiffe://example.org",
        "spiffe://example.org/a",
        "spiffe://a/a",
        "spiffe://1.2.3.4/a",
        "spiffe://a-b_c.d/a",
        "spiffe://example.org/A/b/C-d_e.f/...",
        "spiffe://example.org/.a/a./..a",
        "spiffe://example.org/9eebccd2-12bf-40a6-b262-65fe0487d453",
    ] {
        assert!(SpiffeId::parse(id).is_some(), "{id}");
        assert!(SpiffeId::parse_workload(id).is_some(), "{id}");
    }
}

#[test]
fn refuses_everything_else() {
    for id in [
        "",
        "spiffe",
        "spiffe:",
        "spiffe:/example.org/a",
        "spiffe:example.org/a",
        "//example.org/a",
        "spiffe://",
        "spiffe:///",
        "spiffe:///a",
        "https://example.org/a",
        "spiffes://example.org/a",
        "wimses://example.org/a",
        // Another spelling of the same name
        "SPIFFE://example.org/a",
        "Spiffe://example.org/a",
        "WIMSE://example.org/a",
        "spiffe://EXAMPLE.ORG/a",
        "spiffe://Example.org/a",
        "spiffe://example.org/%61",
        "spiffe://ex%61mple.org/a",
        "spiffe://example.org%2Fa",
        "spiffe://example.org/a%2Fb",
        // More than a trust domain
        "spiffe://user@example.org/a",
        "spiffe://user:secret@example.org/a",
        "spiffe://@example.org/a",
        "spiffe://example.org:443/a",
        "spiffe://example.org:/a",
        "spiffe://[::1]/a",
        "spiffe://example.org\\a",
        "spiffe://exämple.org/a",
        "spiffe://example.org /a",
        " spiffe://example.org/a",
        "spiffe://example.org/a ",
        "spiffe://example.org/a\n",
        "spiffe://example.org/a\0",
        // Not a plain path
        "spiffe://example.org/",
        "spiffe://example.org//",
        "spiffe://example.org//a",
        "spiffe://example.org/a/",
        "spiffe://example.org/a//b",
        "spiffe://example.org/.",
        "spiffe://example.org/..",
        "spiffe://example.org/./a",
        "spiffe://example.org/a/../b",
        "spiffe://example.org/a/..",
        "spiffe://example.org/ä",
        "spiffe://example.org/a b",
        "spiffe://example.org/a:b",
        "spiffe://example.org/a~b",
        "spiffe://example.org/a+b",
        "spiffe://example.org/a*",
        "spiffe://example.org/a;b",
        // Query and fragment
        "spiffe://example.org?",
        "spiffe://example.org?a",
        "spiffe://example.org/a?b=c",
        "spiffe://example.org#",
        "spiffe://example.org/a#b",
    ] {
        assert_eq!(SpiffeId::parse(id), None, "{id:?}");
        assert_eq!(SpiffeId::parse_workload(id), None, "{id:?}");
    }
    assert_eq!(SpiffeId::parse("wimse://example.org/a"), None);
}

#[test]
fn has_its_lengths() {
    let domain = |length: usize| format!("spiffe://{}/a", "a".repeat(length));
    assert!(SpiffeId::parse(&domain(255)).is_some());
    assert_eq!(SpiffeId::parse(&domain(256)), None);

    let whole = |length: usize| format!("{:a<length$}", "spiffe://example.org/");
    assert!(SpiffeId::parse(&whole(2048)).is_some());
    assert_eq!(SpiffeId::parse(&whole(2049)), None);
}
