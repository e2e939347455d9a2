//! What people may type. Pure: all mistakes at once.

use chrono::{Datelike, Days, NaiveDate};
use entity::types::AuthorizationKind;

use super::error::{DecideRefusal, RequestRefusal};
use super::input::{Answer, Attachment, Wish};
use crate::policies::AuthorizationPolicy;
use crate::reference::{LimitTerms, ProcedureCode, Reference, ServiceCode, limits_in_force};
use crate::refusal::{Checks, Refusal, Refusals, TextCodes};
use crate::text;

/// Longest comment, question or answer, in letters.
pub(crate) const TEXT: usize = 2_000;
/// Longest title of a document.
const TITLE: usize = 200;
/// Longest place of a document.
const PLACE: usize = 500;
/// Most documents of one request.
const DOCUMENTS: usize = 20;
/// Most diagnoses: as many as an invoice has room for (S2, element 23).
const DIAGNOSES: usize = 5;
/// Most units of one request.
const UNITS: i32 = 100_000;
/// Most money of one request, in cents.
const CENTS: i64 = 100_000_000;
/// Longest span of one request, in days.
const SPAN: i64 = 3_650;

/// A wish that was checked, with what was left out filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CheckedWish {
    pub(crate) procedure: Option<ProcedureCode>,
    pub(crate) units: Option<i32>,
    pub(crate) cents: Option<i64>,
    pub(crate) from_on: NaiveDate,
    pub(crate) until_on: NaiveDate,
    pub(crate) diagnoses: Vec<String>,
    pub(crate) comment: Option<String>,
}

/// For what a wish is checked.
#[derive(Debug, Clone, Copy)]
pub(crate) struct WishFor<'a> {
    pub(crate) service: ServiceCode,
    pub(crate) kind: AuthorizationKind,
    pub(crate) policy: &'a AuthorizationPolicy,
    pub(crate) today: NaiveDate,
}

/// Checks what is wished for.
pub(crate) fn check_wish(
    wish: &Wish,
    of: WishFor<'_>,
    reference: &Reference,
) -> Result<CheckedWish, Refusals<RequestRefusal>> {
    use RequestRefusal::{DatesReversed, InvalidDiagnosis, OutOfRange};
    let mut checks = Checks::default();
    let from_on = wish.from_on.unwrap_or(of.today);
    let days = usual_days(of, reference);
    let usual = Days::new(u64::try_from(days - 1).unwrap_or_default());
    let until_on = wish
        .until_on
        .or_else(|| from_on.checked_add_days(usual))
        .unwrap_or(from_on);
    if until_on < from_on {
        checks.refuse(Refusal::at(
            DatesReversed,
            &["untilOn"],
            "The last day lies before the first; check both.",
        ));
    } else if !is_span(from_on, until_on) {
        checks.refuse(Refusal::at(OutOfRange, &["fromOn"], SPAN_ADVICE));
    }
    check_kind(&mut checks, of, from_on);
    let procedure = check_code(&mut checks, wish, (of.service, from_on), reference);
    let units = wish.units.or_else(|| {
        let counts_money = wish.cents.is_some();
        of.policy.usual_units.filter(|_| !counts_money)
    });
    check_sizes(&mut checks, wish.units, wish.cents);
    if wish.diagnoses.len() > DIAGNOSES {
        checks.refuse(Refusal::at(
            InvalidDiagnosis,
            &["diagnoses"],
            format!("A request names at most {DIAGNOSES} diagnoses, the leading one first."),
        ));
    }
    let mut diagnoses: Vec<String> = Vec::new();
    for typed in wish.diagnoses.iter().take(DIAGNOSES) {
        match diagnosis(typed) {
            Some(code) if !diagnoses.contains(&code) => diagnoses.push(code),
            Some(_) => {}
            None => checks.refuse(Refusal::at(
                InvalidDiagnosis,
                &["diagnoses"],
                "An ICD-10-CM code is a letter, two characters and up to four more behind a dot, \
                 such as E11.9 or Z59.02.",
            )),
        }
    }
    let comment = text::optional(wish.comment.as_deref(), TEXT);
    let comment = checks.text(&["comment"], comment).flatten();
    checks.done().map(|()| CheckedWish {
        procedure,
        units,
        cents: wish.cents,
        from_on,
        until_on,
        diagnoses,
        comment,
    })
}

/// What [`is_span`] wants, in words.
pub(super) const SPAN_ADVICE: &str = "Give days from 2022 on, and at most ten years.";

/// Whether somebody may ask for those days, or grant them.
pub(super) fn is_span(from_on: NaiveDate, until_on: NaiveDate) -> bool {
    (until_on - from_on).num_days() <= SPAN && from_on.year() >= 2022
}

/// For how many days it is asked where nobody says: as the plan usually grants it, and never for more
/// than the state allows of one authorization.
fn usual_days(of: WishFor<'_>, reference: &Reference) -> i64 {
    let usual = i64::from(of.policy.usual_days);
    let limits = limits_in_force(reference.service_limits(), &[], of.service, of.today);
    limits
        .into_iter()
        .filter(|limit| limit.refuses())
        .filter_map(|limit| match limit.terms {
            LimitTerms::DaysPerAuthorization { days } => Some(days),
            LimitTerms::OnceInLifetime
            | LimitTerms::LifetimeAmount { .. }
            | LimitTerms::HoursPerYear { .. }
            | LimitTerms::RollingDays { .. }
            | LimitTerms::HoursPerStay { .. } => None,
        })
        .fold(usual, i64::min)
}

/// A kind says when, beside the service, the plan is asked.
fn check_kind(checks: &mut Checks<RequestRefusal>, of: WishFor<'_>, from_on: NaiveDate) {
    let wrong = |message: String| Refusal::at(RequestRefusal::WrongKind, &["kind"], message);
    match of.kind {
        AuthorizationKind::Prior | AuthorizationKind::Expedited if from_on < of.today => {
            checks.refuse(wrong(
                "What has begun is not authorized before it begins: ask with the kind \
                 RETROSPECTIVE, or from today on."
                    .to_owned(),
            ));
        }
        AuthorizationKind::Retrospective => match of.policy.retrospective_days {
            None => checks.refuse(wrong(
                "This plan authorizes nothing afterwards; ask with the kind PRIOR from today on."
                    .to_owned(),
            )),
            Some(_) if from_on > of.today => checks.refuse(wrong(
                "What is still to begin is not asked for afterwards; ask with the kind PRIOR."
                    .to_owned(),
            )),
            Some(days) if (of.today - from_on).num_days() > i64::from(days) => {
                checks.refuse(wrong(format!(
                    "This plan authorizes within {days} days after the start; this one began \
                     earlier."
                )));
            }
            Some(_) => {}
        },
        AuthorizationKind::Presumptive if from_on != of.today => checks.refuse(wrong(
            "What is presumed begins today; leave the first day out.".to_owned(),
        )),
        AuthorizationKind::Prior
        | AuthorizationKind::Expedited
        | AuthorizationKind::Concurrent
        | AuthorizationKind::Presumptive => {}
    }
}

/// The code with its modifiers: without them, or with others, it is another service.
fn check_code(
    checks: &mut Checks<RequestRefusal>,
    wish: &Wish,
    (service, on): (ServiceCode, NaiveDate),
    reference: &Reference,
) -> Option<ProcedureCode> {
    use RequestRefusal::{InvalidCode, WrongCode, WrongUnit};
    let path: &'static [&'static str] = &["procedureCode"];
    let typed = wish.procedure.as_deref()?;
    let parsed = typed.trim().to_ascii_uppercase().parse::<ProcedureCode>();
    let procedure = checks.take(parsed, |error| {
        Refusal::at(InvalidCode, path, format!("This cannot be read: {error}."))
    })?;
    let known = reference.billing_codes_for(&procedure, on);
    let Some(code) = known.iter().find(|code| code.service == service) else {
        let of_service: Vec<String> = reference
            .service(service)
            .billing_codes_on(on)
            .map(|code| code.procedure.to_string())
            .collect();
        let (refusal, what) = if procedure.modifiers().next().is_none() {
            (InvalidCode, "A code means nothing without its modifiers")
        } else if known.is_empty() {
            (WrongCode, "No service is billed by this code on that day")
        } else {
            (WrongCode, "This code is another service's")
        };
        checks.refuse(Refusal::at(
            refusal,
            path,
            format!(
                "{what}. {} is billed by {}.",
                reference.service(service).name,
                of_service.join(", ")
            ),
        ));
        return None;
    };
    if code.reports_amount && wish.cents.is_none() {
        checks.refuse(Refusal::at(
            WrongUnit,
            &["amount"],
            "By this code money is reported: give the amount that is asked for.",
        ));
    } else if !code.reports_amount && wish.cents.is_some() {
        checks.refuse(Refusal::at(
            WrongUnit,
            &["amount"],
            "By this code units are counted and no money is reported: give units, and leave the \
             amount out.",
        ));
    }
    Some(procedure)
}

/// Codes of a size that cannot be.
pub(super) trait SizeCodes {
    fn out_of_range() -> Self;
}

impl SizeCodes for RequestRefusal {
    fn out_of_range() -> Self {
        Self::OutOfRange
    }
}

impl SizeCodes for DecideRefusal {
    fn out_of_range() -> Self {
        Self::OutOfRange
    }
}

pub(super) fn check_sizes<C: SizeCodes>(
    checks: &mut Checks<C>,
    units: Option<i32>,
    cents: Option<i64>,
) {
    if units.is_some_and(|units| !(1..=UNITS).contains(&units)) {
        checks.refuse(Refusal::at(
            C::out_of_range(),
            &["units"],
            format!("Units lie between 1 and {UNITS}."),
        ));
    }
    if cents.is_some_and(|cents| !(1..=CENTS).contains(&cents)) {
        checks.refuse(Refusal::at(
            C::out_of_range(),
            &["amount"],
            "An amount lies above nothing and below a million dollars.",
        ));
    }
}

/// An ICD-10-CM code as it is written, with its dot.
fn diagnosis(typed: &str) -> Option<String> {
    let plain: String = typed
        .trim()
        .to_ascii_uppercase()
        .chars()
        .filter(|letter| *letter != '.')
        .collect();
    let is_code = (3..=7).contains(&plain.len())
        && plain.bytes().enumerate().all(|(at, byte)| match at {
            0 => byte.is_ascii_uppercase(),
            1 => byte.is_ascii_digit(),
            _ => byte.is_ascii_digit() || byte.is_ascii_uppercase(),
        });
    if !is_code {
        return None;
    }
    let (category, rest) = plain.split_at(3);
    Some(if rest.is_empty() {
        category.to_owned()
    } else {
        format!("{category}.{rest}")
    })
}

/// Checks answers to criteria; gives them with their words trimmed.
pub(crate) fn check_answers<C: TextCodes>(
    answers: &[Answer],
    known: &[&str],
    unknown: impl Fn() -> C,
) -> Result<Vec<Answer>, Refusals<C>> {
    let mut checks = Checks::default();
    let mut checked: Vec<Answer> = Vec::with_capacity(answers.len());
    for answer in answers.iter().take(known.len() + 1) {
        let is_new = checked.iter().all(|one| one.criterion != answer.criterion);
        if !is_new || !known.contains(&answer.criterion.as_str()) {
            checks.refuse(Refusal::at(
                unknown(),
                &["criteria", "code"],
                format!(
                    "Answer each criterion of the service once: {}.",
                    known.join(", ")
                ),
            ));
        }
        let note = text::optional(answer.note.as_deref(), TEXT);
        let note = checks.text(&["criteria", "note"], note).flatten();
        checked.push(Answer {
            note,
            ..answer.clone()
        });
    }
    checks.done().map(|()| checked)
}

/// Checks documents that a request refers to, beside those that are there.
pub(crate) fn check_attachments<C: TextCodes>(
    attachments: &[Attachment],
    there: usize,
    too_many: C,
) -> Result<Vec<(String, String)>, Refusals<C>> {
    let mut checks = Checks::default();
    if attachments.len() + there > DOCUMENTS {
        checks.refuse(Refusal::at(
            too_many,
            &["attachments"],
            format!("A request refers to at most {DOCUMENTS} documents."),
        ));
        return checks.done().map(|()| Vec::new());
    }
    let mut checked = Vec::with_capacity(attachments.len());
    for one in attachments {
        let title = text::required(&one.title, TITLE);
        let title = checks.text(&["attachments", "title"], title);
        let reference = text::required(&one.reference, PLACE);
        let reference = checks.text(&["attachments", "reference"], reference);
        checked.extend(title.zip(reference));
    }
    checks.done().map(|()| checked)
}

/// A text that must say something.
pub(crate) fn check_text<C: TextCodes>(
    typed: &str,
    path: &'static [&'static str],
) -> Result<String, Refusals<C>> {
    let mut checks = Checks::default();
    let checked = checks.text(path, text::prose(typed, TEXT));
    checks.done()?;
    Ok(checked.unwrap_or_default())
}
