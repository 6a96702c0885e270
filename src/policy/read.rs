//! Sources to policies: parsed, named, parted by effect, and templates linked. Every mistake at once, with its place.

use std::collections::{BTreeMap, HashMap, HashSet};

use cedar_policy::{
    Effect, EntityId, EntityUid, ParseErrors, Policy, PolicyId, PolicySet, SlotId, Template,
};
use cedar_policy_core::parser::Loc;
use miette::Diagnostic;

use super::cedar_json;
use super::depth::{MAX_DEPTH, is_too_deep};
use super::source::{Content, EntityName, PolicySource, TemplateLink};
use crate::config::{Problem, Span};

/// Policies of both effects, and where each was read.
#[derive(Default)]
pub(super) struct Read {
    pub(super) permits: PolicySet,
    pub(super) forbids: PolicySet,
    /// Policy to the source that it is of.
    sources: HashMap<PolicyId, usize>,
}

impl Read {
    pub(super) fn new(
        sources: &[PolicySource],
        links: &[TemplateLink],
    ) -> Result<Self, Vec<Problem>> {
        let (mut read, mut problems) = (Self::default(), Vec::new());
        for (place, source) in sources.iter().enumerate() {
            match source.parse() {
                Ok(set) => read.take(&set, place, sources, &mut problems),
                Err(errors) => problems.extend(errors.into_iter().map(|error| {
                    let span = error
                        .offset
                        .and_then(|(offset, length)| source.span(place, offset, length));
                    Problem::new(path(place, sources), error.sentence).spanning(span)
                })),
            }
        }
        for link in links {
            if let Err(sentence) = read.link(link) {
                problems.push(Problem::new(format!("templateLinks.{}", link.id), sentence));
            }
        }
        let linked = read
            .forbids
            .policies()
            .filter_map(|policy| policy.template_id());
        let linked: HashSet<&PolicyId> = linked.collect();
        for template in read.forbids.templates() {
            // It would forbid nothing, and its author would not know
            if !linked.contains(template.id()) {
                let sentence = format!(
                    "the template `{}` forbids, and is linked nowhere",
                    template.id()
                );
                problems.push(Problem::new("templateLinks", sentence));
            }
        }
        match problems.is_empty() {
            true => Ok(read),
            false => Err(problems),
        }
    }

    /// A problem or a warning that Cedar has with a policy, with its place.
    pub(super) fn place(
        &self,
        policy: &PolicyId,
        diagnostic: &dyn Diagnostic,
        sources: &[PolicySource],
    ) -> (String, Option<Span>) {
        let Some(place) = self.sources.get(policy).copied() else {
            return ("policies".to_owned(), None);
        };
        let label = diagnostic.labels().and_then(|mut labels| labels.next());
        let span = label.and_then(|label| {
            let source = sources.get(place)?;
            source.span(place, label.offset(), label.len())
        });
        (path(place, sources), span)
    }

    /// Of a part of a policy.
    pub(super) fn span(
        &self,
        policy: &PolicyId,
        at: Option<&Loc>,
        sources: &[PolicySource],
    ) -> Option<Span> {
        let (place, at) = (*self.sources.get(policy)?, at?);
        let length = at.end().saturating_sub(at.start());
        sources.get(place)?.span(place, at.start(), length)
    }

    fn take(
        &mut self,
        set: &PolicySet,
        place: usize,
        sources: &[PolicySource],
        problems: &mut Vec<Problem>,
    ) {
        let source = sources.get(place);
        let name = |own: Option<&str>, id: &PolicyId| match (
            own,
            source.and_then(|source| source.prefix(place, sources.len())),
        ) {
            (Some(own), _) => PolicyId::new(own),
            (None, Some(prefix)) => PolicyId::new(format!("{prefix}:{id}")),
            (None, None) => id.clone(),
        };
        let mut refuse = |sentence: String, at: Option<&Loc>| {
            let span = source.zip(at).and_then(|(source, at)| {
                source.span(place, at.start(), at.end().saturating_sub(at.start()))
            });
            problems.push(Problem::new(path(place, sources), sentence).spanning(span));
        };
        let mut renamed = BTreeMap::new();
        let too_deep = format!(
            "a condition nests deeper than {MAX_DEPTH} levels; for a list of values there is `[…].contains(…)`"
        );
        let parts = set.templates().map(|template| {
            let template: &cedar_policy_core::ast::Template = template.as_ref();
            (template.non_scope_constraints(), template.loc())
        });
        let parts = parts.chain(set.policies().map(|policy| {
            let policy: &cedar_policy_core::ast::Policy = policy.as_ref();
            (policy.non_scope_constraints(), policy.loc())
        }));
        for (_, at) in parts.filter(|(conditions, _)| conditions.is_some_and(is_too_deep)) {
            refuse(too_deep.clone(), at);
        }
        for template in set.templates() {
            let id = name(own_name(template.annotations()), template.id());
            renamed.insert(template.id().clone(), id.clone());
            if let Err(sentence) = self.add_template(template.new_id(id), place) {
                let template: &cedar_policy_core::ast::Template = template.as_ref();
                refuse(sentence, template.loc());
            }
        }
        for policy in set.policies() {
            let added = match (policy.template_id(), policy.template_links()) {
                (Some(template), Some(values)) => {
                    let template = renamed.get(template).unwrap_or(template);
                    self.add_link(policy.id().clone(), template.clone(), values, place)
                }
                _ => {
                    let id = name(own_name(policy.annotations()), policy.id());
                    self.add(policy.new_id(id), place)
                }
            };
            if let Err(sentence) = added {
                let policy: &cedar_policy_core::ast::Policy = policy.as_ref();
                refuse(sentence, policy.loc());
            }
        }
    }

    fn add(&mut self, policy: Policy, place: usize) -> Result<(), String> {
        let id = self.reserve(policy.id(), place)?;
        let added = self.side(policy.effect()).add(policy);
        added.map_err(|_| taken(&id))
    }

    fn add_template(&mut self, template: Template, place: usize) -> Result<(), String> {
        let id = self.reserve(template.id(), place)?;
        let added = self.side(template.effect()).add_template(template);
        added.map_err(|_| taken(&id))
    }

    fn add_link(
        &mut self,
        id: PolicyId,
        template: PolicyId,
        values: HashMap<SlotId, EntityUid>,
        place: usize,
    ) -> Result<(), String> {
        let id = self.reserve(&id, place)?;
        let side = match self.permits.template(&template) {
            Some(_) => &mut self.permits,
            None => &mut self.forbids,
        };
        side.link(template, id, values)
            .map_err(|error| error.to_string())
    }

    fn link(&mut self, link: &TemplateLink) -> Result<(), String> {
        let template = PolicyId::new(&link.template);
        let place = *self
            .sources
            .get(&template)
            .ok_or_else(|| format!("there is no template `{}`", link.template))?;
        let filled = [
            (SlotId::principal(), link.principal.as_ref()),
            (SlotId::resource(), link.resource.as_ref()),
        ];
        let values = filled
            .into_iter()
            .filter_map(|(slot, name)| Some((slot, name?)))
            .map(|(slot, name)| Ok((slot, name.uid()?)))
            .collect::<Result<_, String>>()?;
        self.add_link(PolicyId::new(&link.id), template, values, place)
    }

    fn reserve(&mut self, id: &PolicyId, place: usize) -> Result<PolicyId, String> {
        match self.sources.insert(id.clone(), place) {
            None => Ok(id.clone()),
            Some(_) => Err(taken(id)),
        }
    }

    fn side(&mut self, effect: Effect) -> &mut PolicySet {
        match effect {
            Effect::Permit => &mut self.permits,
            Effect::Forbid => &mut self.forbids,
        }
    }
}

impl PolicySource {
    fn parse(&self) -> Result<PolicySet, Vec<Unreadable>> {
        match &self.content {
            Content::Text(text) => text
                .parse::<PolicySet>()
                .map_err(|errors: ParseErrors| errors.iter().map(Unreadable::new).collect()),
            Content::Prepared(_) => Err(vec![Unreadable {
                sentence: "prepared policies stand alone, without other sources and links"
                    .to_owned(),
                offset: None,
            }]),
            Content::Json(text) => cedar_json::parse(text)
                .and_then(|json| {
                    PolicySet::from_json_value(json).map_err(|error| error.to_string())
                })
                .map_err(|sentence| {
                    vec![Unreadable {
                        sentence,
                        offset: None,
                    }]
                }),
        }
    }

    /// What stands before the names of policies without one of their own.
    fn prefix(&self, place: usize, of: usize) -> Option<String> {
        let numbered = || (of > 1).then(|| place.to_string());
        self.name.clone().or_else(numbered)
    }

    fn span(&self, place: usize, offset: usize, length: usize) -> Option<Span> {
        let Content::Text(text) = &self.content else {
            return None;
        };
        let name = self.name.clone();
        Span::of(
            text,
            name.unwrap_or_else(|| place.to_string()),
            offset,
            length,
        )
    }
}

/// Why a source could not be parsed, and where.
struct Unreadable {
    sentence: String,
    offset: Option<(usize, usize)>,
}

impl Unreadable {
    fn new(error: &(impl Diagnostic + core::fmt::Display)) -> Self {
        let label = error.labels().and_then(|mut labels| labels.next());
        Self {
            sentence: error.to_string(),
            offset: label.map(|label| (label.offset(), label.len())),
        }
    }
}

impl EntityName {
    fn uid(&self) -> Result<EntityUid, String> {
        let kind = self
            .kind
            .parse()
            .map_err(|error: ParseErrors| error.to_string())?;
        Ok(EntityUid::from_type_name_and_id(
            kind,
            EntityId::new(&self.id),
        ))
    }
}

/// The value of `@id`. Asked by its key, Cedar would parse the key.
fn own_name<'a>(mut annotations: impl Iterator<Item = (&'a str, &'a str)>) -> Option<&'a str> {
    annotations.find_map(|(key, value)| (key == "id").then_some(value))
}

fn path(place: usize, sources: &[PolicySource]) -> String {
    match sources.len() {
        1 => "policies".to_owned(),
        _ => format!("policies[{place}]"),
    }
}

fn taken(id: &PolicyId) -> String {
    format!("two policies are named `{id}`")
}
