//! Relations against brute force: what a scope means, written out as the set of all literals that it grants.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

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

#[test]
fn every_token_of_three_letters_and_four_segments_covers_what_its_literals_say() {
    for opaque in OPAQUE {
        let relation = by_colon(opaque);
        let universe = universe(&["a", "b", "c"], 4, opaque);
        let mut tokens = tokens(&["a", "b", "c"], 4);
        tokens.extend(opaque.iter().map(|&token| token.to_owned()));
        let meant: Vec<_> = tokens
            .iter()
            .map(|token| (scope(&[token]), meaning(opaque, token, &universe)))
            .collect();
        for (child, of_child) in &meant {
            relation.check(child).unwrap();
            for (parent, of_parent) in &meant {
                assert_eq!(
                    child.is_narrower_by(parent, &relation).unwrap(),
                    is_within(of_child, of_parent),
                    "{child} within {parent}"
                );
            }
        }
    }
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

#[test]
fn sets_are_narrower_exactly_where_their_literals_are_fewer() {
    for opaque in OPAQUE {
        let relation = by_colon(opaque);
        let universe = universe(&["a", "b"], 3, opaque);
        let mut tokens = tokens(&["a", "b"], 3);
        tokens.extend(opaque.iter().take(1).map(|&token| token.to_owned()));
        let of = |set: &Vec<&str>| {
            let each: Vec<_> = set
                .iter()
                .map(|token| meaning(opaque, token, &universe))
                .collect();
            let all = union(&each.iter().collect::<Vec<_>>());
            let nothing = vec![false; universe.len()];
            (scope(set), if set.is_empty() { nothing } else { all })
        };
        let children: Vec<_> = sets(&tokens, 2).iter().map(of).collect();
        let parents: Vec<_> = sets(&tokens, 3).iter().map(of).collect();
        for (child, of_child) in &children {
            for (parent, of_parent) in &parents {
                assert_eq!(
                    relation.first_beyond(child, parent).is_none(),
                    is_within(of_child, of_parent),
                    "{child} within {parent}"
                );
            }
        }
    }
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

/// The reflexive and transitive closure of `direct`, by Warshall's algorithm.
fn closure(tokens: &[String], direct: impl Fn(&str, &str) -> bool) -> Vec<Vec<bool>> {
    let reaches = |from: &String| {
        let to = tokens.iter();
        to.map(|to| from == to || direct(from, to)).collect()
    };
    let mut closed: Vec<Vec<bool>> = tokens.iter().map(reaches).collect();
    for middle in 0..tokens.len() {
        let onward = closed[middle].clone();
        for row in closed.iter_mut().filter(|row| row[middle]) {
            for (to, reached) in row.iter_mut().enumerate() {
                *reached |= onward[to];
            }
        }
    }
    closed
}

type Edge<'a> = (&'a str, &'a str);

/// An edge a row: it comes to the same as one row with all of them.
fn rows<'a>(edges: &[Edge<'a>]) -> Vec<(&'a str, Vec<&'a str>)> {
    let names: BTreeSet<&str> = edges.iter().map(|(from, _)| *from).collect();
    let implied = |name| {
        let of = edges.iter().filter(move |(from, _)| *from == name);
        (name, of.map(|(_, to)| *to).collect())
    };
    names.into_iter().map(implied).collect()
}

#[test]
fn every_table_of_four_names_is_its_transitive_closure_or_a_cycle() {
    let names: Vec<String> = ["a", "b", "c", "d"].map(str::to_owned).to_vec();
    let possible: Vec<Edge<'_>> = names
        .iter()
        .flat_map(|from| names.iter().map(move |to| (from.as_str(), to.as_str())))
        .filter(|(from, to)| from != to)
        .collect();
    let sets = sets(&names, 4);
    let mut hierarchies = 0;
    for chosen in 0..1_u32 << possible.len() {
        let edges: Vec<Edge<'_>> = (0..possible.len())
            .filter(|index| chosen >> index & 1 == 1)
            .map(|index| possible[index])
            .collect();
        let closed = closure(&names, |from, to| edges.contains(&(from, to)));
        let cyclic = (0..4).any(|x| (0..4).any(|y| x != y && closed[x][y] && closed[y][x]));
        let table = Implies::new(rows(&edges));
        assert_eq!(table.is_err(), cyclic, "{edges:?}");
        let Ok(table) = table else { continue };
        hierarchies += 1;
        let relation = ScopeRelation::Implies(table);
        let meanings: Vec<(Scope, Meaning)> = sets
            .iter()
            .map(|set| {
                let of = |name: &&str| &closed[names.iter().position(|one| one == name).unwrap()];
                let all = union(&set.iter().map(of).collect::<Vec<_>>());
                (
                    scope(set),
                    if set.is_empty() { vec![false; 4] } else { all },
                )
            })
            .collect();
        for (child, of_child) in &meanings {
            for (parent, of_parent) in &meanings {
                assert_eq!(
                    relation.first_beyond(child, parent).is_none(),
                    is_within(of_child, of_parent),
                    "{child} within {parent} by {edges:?}"
                );
            }
        }
    }
    // Acyclic relations on four names (OEIS A003024)
    assert_eq!(hierarchies, 543);
}

/// All sets of `count` edges between these tokens.
fn edges(tokens: &[String], count: usize) -> Vec<Vec<Edge<'_>>> {
    let all: Vec<Edge<'_>> = tokens
        .iter()
        .flat_map(|from| tokens.iter().map(move |to| (from.as_str(), to.as_str())))
        .filter(|(from, to)| from != to)
        .collect();
    let indices: Vec<String> = (0..all.len()).map(|index| index.to_string()).collect();
    sets(&indices, count)
        .into_iter()
        .filter(|set| set.len() == count)
        .map(|set| {
            let edge = |index: &&str| all[index.parse::<usize>().unwrap()];
            set.iter().map(edge).collect()
        })
        .collect()
}

/// A table among segments is the closure over both, whatever path leads from one token to another.
fn is_closed_over_both(tables: &[Vec<Edge<'_>>], opaque: &[&str], universe: &[String]) -> usize {
    let scopes: Vec<Scope> = universe.iter().map(|token| scope(&[token])).collect();
    let segmented = by_colon(opaque);
    let covers: BTreeSet<Edge<'_>> = (0..universe.len())
        .flat_map(|from| (0..universe.len()).map(move |to| (from, to)))
        .filter(|&(from, to)| segmented.first_beyond(&scopes[to], &scopes[from]).is_none())
        .map(|(from, to)| (universe[from].as_str(), universe[to].as_str()))
        .collect();
    let mut hierarchies = 0;
    for edges in tables {
        let closed = closure(universe, |from, to| {
            covers.contains(&(from, to)) || edges.contains(&(from, to))
        });
        let at = |token: &str| universe.iter().position(|one| one == token).unwrap();
        let cyclic = edges.iter().any(|(from, to)| closed[at(to)][at(from)]);
        let segments = Segments::new(Separator::Colon);
        let segments = segments.opaque(opaque.iter().copied()).unwrap();
        let table = Implies::among_segments(segments, rows(edges));
        assert_eq!(table.is_err(), cyclic, "{edges:?}");
        let Ok(table) = table else { continue };
        hierarchies += 1;
        let relation = ScopeRelation::Implies(table);
        for (from, granted) in scopes.iter().enumerate() {
            for (to, asked) in scopes.iter().enumerate() {
                assert_eq!(
                    relation.first_beyond(asked, granted).is_none(),
                    closed[from][to],
                    "{asked} within {granted} by {edges:?}"
                );
            }
        }
        // One token covers, or none: what two of them grant together is what each does. `z` stands for all the others
        let listed: Vec<usize> = (0..universe.len())
            .filter(|&at| !universe[at].contains('z'))
            .collect();
        for (at, &one) in listed.iter().enumerate().step_by(3) {
            let other = listed[(at * 3 + 1) % listed.len()];
            let (granted, both) = (&scopes[one], scope(&[&universe[one], &universe[other]]));
            assert!(relation.first_beyond(granted, &both).is_none());
            let literals = |from: usize| -> Meaning {
                let is_literal = |to: &usize| !universe[*to].ends_with('*');
                (0..universe.len())
                    .filter(is_literal)
                    .map(|to| closed[from][to])
                    .collect()
            };
            let together = union(&[&literals(one), &literals(other)]);
            for (to, asked) in scopes.iter().enumerate() {
                assert_eq!(
                    relation.first_beyond(asked, &both).is_none(),
                    is_within(&literals(to), &together),
                    "{asked} within {both} by {edges:?}"
                );
            }
        }
    }
    hierarchies
}

#[test]
fn tables_among_segments_are_the_closure_over_both() {
    // `z` is in no row; without it all that is below a wildcard could be listed
    let universe: BTreeSet<String> = [tokens(&["a", "b"], 2), literals(&["a", "b", "z"], 2)]
        .concat()
        .into_iter()
        .collect();
    let universe: Vec<String> = universe.into_iter().collect();
    let two = tokens(&["a", "b"], 2);
    assert!(is_closed_over_both(&edges(&two, 2), &[], &universe) > 1000);
    let few = ["a", "a:a", "a:*", "b:*", "b:a"].map(str::to_owned);
    assert!(is_closed_over_both(&edges(&few, 3), &[], &universe) > 500);
    assert!(is_closed_over_both(&edges(&few, 2), &["a:a", "b:*"], &universe) > 100);
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

#[test]
fn what_is_neither_literal_nor_wildcard_nor_opaque_is_malformed() {
    let malformed = [
        "*",
        "**",
        "re*",
        "*re",
        "a:*:b",
        "*:a",
        "*:*",
        "a::b",
        ":a",
        "a:",
        ":",
        "::",
        ":*",
        "a:**",
        "a:b*",
        "a:*b",
        "a:*:*",
        "a::*",
        "https://x/.default:",
    ];
    let relation = by_colon(&["openid"]);
    let a = scope(&["a"]);
    for token in malformed {
        let wrong = scope(&[token]);
        for (child, parent) in [(&wrong, &a), (&a, &wrong), (&wrong, &wrong)] {
            let denial = child.is_narrower_by(parent, &relation).unwrap_err();
            assert_eq!(denial.code(), Code::ScopeMalformed, "{token}");
            assert!(!denial.to_string().contains(token), "{denial}");
        }
        // Listed, it is a name
        let opaque = by_colon(&[token]);
        assert!(wrong.is_narrower_by(&wrong, &opaque).unwrap());
        assert!(!a.is_narrower_by(&wrong, &opaque).unwrap());
        // Nor would it cover anything, if it came so far
        let below = ["a", "a:b", "re", "a:x:b", "a:b:c", "reader"];
        assert!(
            below
                .iter()
                .all(|token| relation.first_beyond(&scope(&[token]), &wrong).is_some())
        );
    }
    for token in [
        "a",
        "a:b",
        "a:*",
        "a:b:*",
        "a.b/c",
        "https://x/y",
        "%3A",
        "openid",
    ] {
        relation.check(&scope(&[token])).unwrap();
    }
}

#[test]
fn each_separator_is_the_only_one() {
    let segments = |separator| ScopeRelation::Segments(Segments::new(separator));
    let all = [
        (Separator::Colon, ':'),
        (Separator::Dot, '.'),
        (Separator::Slash, '/'),
    ];
    for (separator, _) in all {
        for (own, sign) in all {
            let (wildcard, literal) = (format!("a{sign}*"), format!("a{sign}b"));
            let within =
                scope(&[&literal]).is_narrower_by(&scope(&[&wildcard]), &segments(separator));
            match own == separator {
                true => assert!(within.unwrap()),
                false => assert_eq!(within.unwrap_err().code(), Code::ScopeMalformed),
            }
        }
    }
}

#[track_caller]
fn refused(text: &str, expected: &[(&str, &str)]) {
    let error = ScopeRelation::from_json(text).unwrap_err();
    let said: Vec<_> = error
        .problems()
        .iter()
        .map(|problem| (problem.path(), problem.message()))
        .collect();
    assert_eq!(said, expected, "{text}");
}

#[test]
fn documents_are_read_strictly() {
    let read = |text| ScopeRelation::from_json(text).unwrap();
    assert_eq!(read(r#""exact""#), ScopeRelation::default());
    assert_eq!(
        read(r#"{"segments":{"separator":":","opaque":["openid"]}}"#),
        by_colon(&["openid"])
    );
    assert_eq!(read(r#"{"segments":{"separator":":"}}"#), by_colon(&[]));
    let table = Implies::new([("admin", ["read", "write"])]).unwrap();
    assert_eq!(
        read(r#"{"implies":{"admin":["read","write"]}}"#),
        ScopeRelation::Implies(table)
    );
    read(r#"{"implies":{}}"#);
    read(r#"{"implies":{"a":[]}}"#);
    read(r#"{"implies":{"admin":["files:*"]},"segments":{"separator":":"}}"#);

    let form = "expected `exact`, or an object with `segments`, `implies` or both";
    let wrong = |what: &str| format!("invalid type: {what}, {form}");
    refused("{}", &[("", &format!("invalid length 0, {form}"))]);
    refused(
        r#""Exact""#,
        &[("", &format!("invalid value: string \"Exact\", {form}"))],
    );
    refused(
        r#""segments""#,
        &[("", &format!("invalid value: string \"segments\", {form}"))],
    );
    refused("null", &[("", &wrong("null"))]);
    refused("[]", &[("", &wrong("sequence"))]);
    refused(
        r#"{"exact":{}}"#,
        &[(
            "exact",
            "unknown field `exact`, expected `segments` or `implies`",
        )],
    );
    refused(
        r#"{"segments":null}"#,
        &[("segments", "invalid type: null, expected an object")],
    );
    refused(
        r#"{"segments":[":"]}"#,
        &[("segments", "invalid type: sequence, expected an object")],
    );
    refused(
        r#"{"segments":{}}"#,
        &[("segments", "missing field `separator`")],
    );
    refused(
        r#"{"segments":{"separator":"-"}}"#,
        &[(
            "segments.separator",
            "unknown variant `-`, expected one of `:`, `.`, `/`",
        )],
    );
    refused(
        r#"{"implies":null}"#,
        &[("implies", "invalid type: null, expected a map")],
    );
    refused(
        r#"{"implies":{"a":"b"}}"#,
        &[(
            "implies.a",
            "invalid type: string \"b\", expected a sequence",
        )],
    );
    refused(
        r#"{"implies":{"a":["b"],"a":["c"]}}"#,
        &[("", "the configuration names a member twice")],
    );
}

#[test]
fn tables_that_make_no_sense_are_refused_with_their_places() {
    let back = "it leads back to itself, so that all names on the way would be equally strong";
    refused(r#"{"implies":{"a":["a"]}}"#, &[("implies.a", back)]);
    refused(
        r#"{"implies":{"a":["b"],"b":["c"],"c":["a"],"d":["a"]}}"#,
        &[
            ("implies.a", back),
            ("implies.b", back),
            ("implies.c", back),
        ],
    );
    refused(
        r#"{"implies":{"a":["b","b"]}}"#,
        &[("implies.a[1]", "it stands there twice")],
    );
    let no_token = "not a scope token of RFC 6749";
    refused(r#"{"implies":{"":["b"]}}"#, &[("implies.", no_token)]);
    refused(r#"{"implies":{"a":["b c"]}}"#, &[("implies.a", no_token)]);
    refused(
        &format!(r#"{{"implies":{{"a":["{}"]}}}}"#, "b".repeat(257)),
        &[("implies.a", no_token)],
    );
    refused(
        r#"{"segments":{"separator":":","opaque":["a","","a"]}}"#,
        &[
            ("segments.opaque[1]", no_token),
            ("segments.opaque[2]", "it stands there twice"),
        ],
    );
    let unsegmented = "neither segments, nor a wildcard, nor opaque";
    refused(
        r#"{"segments":{"separator":":"},"implies":{"a":["*"],"b:":["c"]}}"#,
        &[("implies.a", unsegmented), ("implies.b:", unsegmented)],
    );
    // A wildcard leads back to what is below it
    refused(
        r#"{"segments":{"separator":":"},"implies":{"a:b":["a:*"]}}"#,
        &[("implies.a:b", back)],
    );
    assert!(Implies::new([("a", ["b"]), ("a", ["c"])]).is_err());
}

#[test]
fn a_table_has_at_most_a_thousand_pairs() {
    let chain = |names: usize| {
        Implies::new((1..names).map(|name| (format!("n{}", name - 1), [format!("n{name}")])))
    };
    // 45 names are 990 pairs, 46 are 1,035
    assert!(chain(45).is_ok());
    let too_large = "implies: more than 1,024 pairs follow from the table";
    for names in [46, 1024, 100_000] {
        assert_eq!(chain(names).unwrap_err().to_string(), too_large);
    }
    let star = |names: usize| Implies::new([("a", (0..names).map(|name| format!("n{name}")))]);
    assert!(star(1024).is_ok());
    assert_eq!(star(1025).unwrap_err().to_string(), too_large);
    let empty = Implies::new((0..2000).map(|name| (format!("n{name}"), [""; 0])));
    assert_eq!(empty.unwrap_err().to_string(), too_large);
    // Every row has as many wildcards over it as it has segments
    let deep = |row: usize| format!("r{row}{}", ":a".repeat(100));
    let rows = (0..100).map(|row| (deep(row), ["b"]));
    let segments = Segments::new(Separator::Colon);
    assert_eq!(
        Implies::among_segments(segments, rows)
            .unwrap_err()
            .to_string(),
        too_large
    );
}
