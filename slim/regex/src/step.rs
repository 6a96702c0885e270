//! What a pattern is made into, and how that is matched: from the start of a text, one step after the other.

/// Characters of ASCII, a bit for each.
pub(crate) type Class = u128;

#[derive(Clone, Debug)]
pub(crate) enum Step {
    /// One of these.
    One(Class),
    /// As many of these as there are.
    Many(Class),
    /// These steps, as often as one of these stands there, with which they begin.
    Loop(Class, Vec<Step>),
    /// The steps that follow or, where they lead nowhere, those after so many.
    Try(usize),
    /// On with the steps after so many.
    Skip(usize),
    /// A group starts or ends.
    Save(usize),
    /// The text ends.
    End,
}

/// Where a match from `at` ends; slots are where groups start and end.
///
/// It calls itself as deep as there are steps. Of those, all but `Try` go through the text once, and each `Try` doubles that at most.
pub(crate) fn run(
    mut steps: &[Step],
    text: &[u8],
    mut at: usize,
    slots: &mut [Option<usize>],
) -> Option<usize> {
    while let Some((step, next)) = steps.split_first() {
        steps = next;
        match step {
            Step::One(class) if stands_at(class, text, at) => at += 1,
            Step::End if at == text.len() => {}
            Step::One(_) | Step::End => return None,
            Step::Many(class) => {
                while stands_at(class, text, at) {
                    at += 1;
                }
            }
            Step::Loop(class, body) => {
                while stands_at(class, text, at) {
                    at = run(body, text, at, &mut [])?;
                }
            }
            Step::Try(count) => match run(next, text, at, slots) {
                None => steps = &next[*count..],
                end => return end,
            },
            Step::Skip(count) => steps = &next[*count..],
            // On the way back from a match: a way that led nowhere leaves nothing
            Step::Save(slot) => {
                let end = run(next, text, at, slots)?;
                if let Some(slot) = slots.get_mut(*slot) {
                    *slot = Some(at);
                }
                return Some(end);
            }
        }
    }
    Some(at)
}

fn stands_at(class: &Class, text: &[u8], at: usize) -> bool {
    text.get(at).is_some_and(|c| {
        let bits = class.to_le_bytes().get(usize::from(c / 8)).copied();
        bits.is_some_and(|bits| bits >> (c % 8) & 1 == 1)
    })
}

/// `Many` and `Loop` give nothing back. Would it never lead to a match, as what follows them begins with other characters?
/// `after` is what can follow the last step.
pub(crate) fn is_final(steps: &[Step], after: Class) -> bool {
    // What can stand where each step begins, and after the last
    let mut starts = vec![after; steps.len() + 1];
    for (index, step) in steps.iter().enumerate().rev() {
        let next = index + 1;
        starts[index] = match step {
            Step::One(class) => *class,
            Step::Many(class) if class & starts[next] == 0 => class | starts[next],
            Step::Loop(class, body)
                if matches!(steps[next..], [Step::End]) && is_final(body, *class) =>
            {
                *class
            }
            Step::Many(_) | Step::Loop(..) => return false,
            Step::Try(count) => starts[next] | starts[next + count],
            Step::Skip(count) => starts[next + count],
            Step::Save(_) => starts[next],
            Step::End => 0,
        };
    }
    true
}
