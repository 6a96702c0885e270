//! The committed vectors are what the generator writes.

#[test]
fn committed_vectors_are_the_generated_ones() {
    for file in mint::vectors::files() {
        let path = format!("{}/../vectors/{}", env!("CARGO_MANIFEST_DIR"), file.name);
        let committed = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(
            committed == file.text(),
            "{}: run `cargo run -p mint --bin generate-vectors`",
            file.name
        );
    }
}

#[test]
fn there_are_enough_cases() {
    let cases: usize = mint::vectors::files()
        .iter()
        .map(mint::vectors::File::len)
        .sum();
    assert!(cases >= 160, "{cases}");
}
