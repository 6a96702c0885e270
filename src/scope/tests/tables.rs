//! Tables, alone and among segments, against Warshall's closure.

use super::*;

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
                let is_name = |token: &str| !token.ends_with('*') || opaque.contains(&token);
                (0..universe.len())
                    .filter(|&to| is_name(&universe[to]))
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
