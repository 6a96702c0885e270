//! Relations against brute force: what a scope means, written out as the set of all literals that it grants.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod documents;
mod segments;
mod tables;

use std::collections::BTreeSet;

use super::*;

/// What is granted, one bit for each literal.
type Meaning = Vec<bool>;

fn scope(tokens: &[&str]) -> Scope {
    Scope::from_tokens(tokens).unwrap()
}

fn is_within(child: &[bool], parent: &[bool]) -> bool {
    child
        .iter()
        .zip(parent)
        .all(|(child, parent)| *parent || !child)
}

fn union(meanings: &[&Meaning]) -> Meaning {
    (0..meanings.first().map_or(0, |first| first.len()))
        .map(|index| meanings.iter().any(|meaning| meaning[index]))
        .collect()
}

/// All literals of these letters with 1 to `depth` segments.
fn literals(letters: &[&str], depth: usize) -> Vec<String> {
    let mut all: Vec<String> = letters.iter().map(|&letter| letter.to_owned()).collect();
    let mut longest = all.clone();
    for _ in 1..depth {
        longest = longest
            .iter()
            .flat_map(|stem| letters.iter().map(move |letter| format!("{stem}:{letter}")))
            .collect();
        all.extend(longest.iter().cloned());
    }
    all
}

/// All literals and wildcards of these letters with at most `depth` segments, the star counted.
fn tokens(letters: &[&str], depth: usize) -> Vec<String> {
    let wildcards = literals(letters, depth - 1).into_iter();
    let mut all = literals(letters, depth);
    all.extend(wildcards.map(|stem| format!("{stem}:*")));
    all
}

/// Standards first, code second: segments as a list, compared as lists.
fn grants(opaque: &[&str], token: &str, literal: &str) -> bool {
    let segments: Vec<&str> = token.split(':').collect();
    match segments.split_last() {
        Some((&"*", stem)) if !opaque.contains(&token) => {
            let below: Vec<&str> = literal.split(':').collect();
            !opaque.contains(&literal) && below.len() > stem.len() && below.starts_with(stem)
        }
        _ => token == literal,
    }
}

fn meaning(opaque: &[&str], token: &str, universe: &[String]) -> Meaning {
    let grants = |literal: &String| grants(opaque, token, literal);
    universe.iter().map(grants).collect()
}

/// Besides a relation without opaque tokens one with three: a name, a literal's look-alike, a wildcard's look-alike.
const OPAQUE: [&[&str]; 2] = [&[], &["openid", "a:b", "b:*"]];

fn by_colon(opaque: &[&str]) -> ScopeRelation {
    let segments = Segments::new(Separator::Colon);
    ScopeRelation::Segments(segments.opaque(opaque.iter().copied()).unwrap())
}

/// Literals one segment longer than any token; and a letter that no token has, because below a wildcard there is always
/// another one.
fn universe(letters: &[&str], depth: usize, opaque: &[&str]) -> Vec<String> {
    let letters: Vec<&str> = letters.iter().copied().chain(["z"]).collect();
    let mut all: BTreeSet<String> = literals(&letters, depth + 1).into_iter().collect();
    all.extend(opaque.iter().map(|&token| token.to_owned()));
    all.into_iter().collect()
}

/// All sets of at most `most` of these.
fn sets<'a>(tokens: &'a [String], most: usize) -> Vec<Vec<&'a str>> {
    let mut all: Vec<Vec<&'a str>> = vec![Vec::new()];
    let mut largest: Vec<(usize, Vec<&'a str>)> = vec![(0, Vec::new())];
    for _ in 0..most {
        let larger = |(from, set): &(usize, Vec<&'a str>)| {
            let set = set.clone();
            (*from..tokens.len())
                .map(move |index| (index + 1, [set.as_slice(), &[&tokens[index]]].concat()))
                .collect::<Vec<_>>()
        };
        largest = largest.iter().flat_map(larger).collect();
        all.extend(largest.iter().map(|(_, set)| set.clone()));
    }
    all
}

/// What has to hold of any such relation, over all sets of at most two of these tokens.
fn laws(relation: &ScopeRelation, tokens: &[String]) {
    let sets = sets(tokens, 2);
    let scopes: Vec<Scope> = sets.iter().map(|set| scope(set)).collect();
    let narrower: Vec<Vec<bool>> = scopes
        .iter()
        .map(|child| {
            let beyond = |parent| relation.first_beyond(child, parent).is_none();
            scopes.iter().map(beyond).collect()
        })
        .collect();
    let is_subset = |one: &[&str], other: &[&str]| one.iter().all(|token| other.contains(token));
    for (c, child) in sets.iter().enumerate() {
        assert!(narrower[c][c], "reflexive: {child:?}");
        assert!(narrower[0][c], "nothing is within everything");
        assert_eq!(narrower[c][0], child.is_empty(), "nothing grants nothing");
        for (p, parent) in sets.iter().enumerate() {
            // Whoever may ask for a subset may have it, and more authority never grants less
            assert!(
                narrower[c][p] || !is_subset(child, parent),
                "{child:?} {parent:?}"
            );
            if !narrower[c][p] {
                continue;
            }
            // Transitive; and `child` within `parent`, and what `child` permits, is permitted by `parent`
            let within = (0..sets.len()).filter(|&asked| narrower[asked][c]);
            for asked in within {
                assert!(narrower[asked][p], "{:?} {child:?} {parent:?}", sets[asked]);
            }
        }
    }
}

#[test]
fn the_laws_hold_for_every_relation() {
    let tokens = tokens(&["a", "b"], 2);
    laws(&ScopeRelation::Exact, &tokens);
    for opaque in OPAQUE {
        laws(&by_colon(opaque), &tokens);
    }
    let rows = || {
        [
            ("a", vec!["a:*", "b"]),
            ("a:a", vec!["b:b"]),
            ("b", vec!["b:a"]),
        ]
    };
    laws(
        &ScopeRelation::Implies(Implies::new(rows()).unwrap()),
        &tokens,
    );
    let segments = Segments::new(Separator::Colon);
    let both = Implies::among_segments(segments, rows()).unwrap();
    laws(&ScopeRelation::Implies(both), &tokens);
}

#[test]
fn what_another_issuer_granted_is_never_more_than_that() {
    let tokens = tokens(&["a", "b"], 2);
    let rows = || [("a", vec!["a:*", "b"]), ("b", vec!["b:a"])];
    let relations = [
        ScopeRelation::Exact,
        by_colon(&[]),
        by_colon(&["a:*"]),
        ScopeRelation::Implies(Implies::new(rows()).unwrap()),
        ScopeRelation::Implies(
            Implies::among_segments(Segments::new(Separator::Colon), rows()).unwrap(),
        ),
    ];
    let each: Vec<Scope> = tokens.iter().map(|token| scope(&[token])).collect();
    for theirs in &relations {
        for own in &relations {
            for (child, parent) in each.iter().flat_map(|c| each.iter().map(move |p| (c, p))) {
                if own.first_beyond_other(child, parent).is_some() {
                    continue;
                }
                // Whatever the child's own issuer lets it do, its parent could do at the other one
                for asked in &each {
                    assert!(
                        own.first_beyond(asked, child).is_some()
                            || theirs.first_beyond(asked, parent).is_none(),
                        "{asked} by {child} of {parent}: {own:?} {theirs:?}"
                    );
                }
            }
        }
    }
    let exact = ScopeRelation::Exact;
    assert_eq!(
        exact.first_beyond_other(&scope(&["a:*"]), &scope(&["a:*"])),
        None
    );
    assert_eq!(
        by_colon(&[]).first_beyond_other(&scope(&["a:*"]), &scope(&["a:*"])),
        Some("a:*")
    );
}

#[test]
fn order_and_repetition_mean_nothing() {
    let relation = by_colon(&[]);
    let (one, other): (Scope, Scope) = ("b:* a a".parse().unwrap(), "a b:*".parse().unwrap());
    assert_eq!(one, other);
    assert!(one.is_narrower_by(&other, &relation).unwrap());
}
