//! What may be filed, by when it is decided, by whom, and what becomes of what was granted. Pure.

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};
use entity::types::{
    AccountId, ActionKind, AppealBy, AppealKind, AppealOutcome, AuthorizationStatus as Status,
};

use super::model::{Appeal, FileAppeal, Ruling};
use crate::authorizations::action::NoticeOfAction;
use crate::authorizations::action::rules::{after, takes_away};
use crate::authorizations::rules::TEXT;
use crate::authorizations::{
    Authorization, DecideAppealRefusal, FileAppealRefusal as Code, Grant, GrantWish,
};
use crate::clock::{day_of, end_of};
use crate::policies::AuthorizationPolicy;
use crate::refusal::{Checks, Refusal, Refusals};
use crate::text;

/// Longest name, in letters.
const NAME: usize = 200;

/// What stands around what is filed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Around<'a> {
    /// It is entered by a provider's staff; else by the plan.
    pub(crate) by_provider: bool,
    pub(crate) status: Status,
    /// The last notice of action that was not recalled.
    pub(crate) notice: Option<&'a NoticeOfAction>,
    /// All that was filed before.
    pub(crate) earlier: &'a [Appeal],
    /// When the plan was asked: nothing is filed about it before.
    pub(crate) asked_at: DateTime<Utc>,
    pub(crate) now: DateTime<Utc>,
}

/// What was typed, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CheckedFiling {
    pub(crate) words: String,
    pub(crate) representative: Option<String>,
    pub(crate) filed_at: DateTime<Utc>,
    /// The notice that an appeal is against.
    pub(crate) notice: Option<i32>,
}

/// Checks what is filed: all mistakes at once.
pub(crate) fn check_file(
    file: &FileAppeal,
    around: Around<'_>,
) -> Result<CheckedFiling, Refusals<Code>> {
    let mut checks = Checks::default();
    let words = checks.text(&["words"], text::prose(&file.words, TEXT));
    let name = text::optional(file.representative.as_deref(), NAME);
    let representative = checks.text(&["representative"], name).flatten();
    if around.by_provider != (file.filed_by == AppealBy::Provider) {
        checks.refuse(Refusal::at(
            Code::WrongFiler,
            &["filedBy"],
            "A provider files as PROVIDER, with the member's written consent; a plan enters what \
             the member, or somebody who speaks for them, says or writes.",
        ));
    }
    if (file.filed_by == AppealBy::Representative) != representative.is_some() {
        checks.refuse(Refusal::at(
            Code::RepresentativeNeeded,
            &["representative"],
            "Name whoever speaks for the member where a REPRESENTATIVE files, and only there.",
        ));
    }
    let today = day_of(around.now);
    let is_signed = file
        .consented_on
        .is_some_and(|day| day.year() >= 2022 && day <= today);
    if (file.filed_by == AppealBy::Provider) != is_signed {
        checks.refuse(Refusal::at(
            Code::ConsentNeeded,
            &["consentedOn"],
            "A provider files with the member's written consent: give the day on which it was \
             signed, today or before. Others need none.",
        ));
    }
    let filed_at = file.filed_at.unwrap_or(around.now);
    let notice = match file.kind {
        AppealKind::Appeal => check_notice(&mut checks, around, filed_at),
        AppealKind::Grievance => None,
    };
    let told_at = notice.map(|notice| notice.prepared_at);
    let told_at = told_at.unwrap_or(around.asked_at);
    if filed_at > around.now || filed_at < told_at {
        checks.refuse(Refusal::at(
            Code::InvalidTime,
            &["filedAt"],
            "Give the instant at which it came: not in the future, nor before the notice of action, or the request.",
        ));
    }
    checks.done().map(|()| CheckedFiling {
        words: words.unwrap_or_default(),
        representative,
        filed_at,
        notice: notice.map(|notice| notice.number),
    })
}

/// The last notice that was neither recalled nor undone by an appeal.
#[must_use]
pub(crate) fn standing<'a>(
    notices: &'a [NoticeOfAction],
    earlier: &[Appeal],
) -> Option<&'a NoticeOfAction> {
    let is_undone = |notice: &NoticeOfAction| {
        earlier.iter().any(|appeal| {
            let outcome = appeal.end.as_ref().map(|end| end.outcome);
            appeal.notice == Some(notice.number) && outcome == Some(AppealOutcome::Overturned)
        })
    };
    notices
        .iter()
        .rfind(|one| one.recalled_at.is_none() && !is_undone(one))
}

/// The notice that an appeal is against: the last one, while what it told still holds.
fn check_notice<'a>(
    checks: &mut Checks<Code>,
    around: Around<'a>,
    filed_at: DateTime<Utc>,
) -> Option<&'a NoticeOfAction> {
    let Some(notice) = around
        .notice
        .filter(|one| still_holds(one.kind, around.status))
    else {
        checks.refuse(Refusal::new(
            Code::NothingToAppeal,
            "No notice of action holds that an appeal could be against. What else troubles the \
             member is filed as a GRIEVANCE.",
        ));
        return None;
    };
    let is_open = |one: &Appeal| one.kind == AppealKind::Appeal && one.end.is_none();
    let is_upheld = |one: &Appeal| {
        let outcome = one.end.as_ref().map(|end| end.outcome);
        one.notice == Some(notice.number) && outcome == Some(AppealOutcome::Upheld)
    };
    if around.earlier.iter().any(is_open) {
        checks.refuse(Refusal::new(
            Code::AppealedAlready,
            "An appeal is open; wait for its answer.",
        ));
    } else if around.earlier.iter().any(is_upheld) {
        checks.refuse(Refusal::new(
            Code::AppealedAlready,
            "An appeal against this was decided. Who does not agree asks the State for a hearing.",
        ));
    }
    if day_of(filed_at) > notice.appeal_by {
        checks.refuse(Refusal::at(
            Code::TooLate,
            &["filedAt"],
            format!(
                "An appeal was in time until {}. File a GRIEVANCE, which has no limit, or ask anew \
                 (requestAuthorization).",
                notice.appeal_by
            ),
        ));
    }
    Some(notice)
}

/// Whether what a notice told is still so.
#[must_use]
pub(crate) const fn still_holds(kind: ActionKind, status: Status) -> bool {
    matches!(
        (kind, status),
        (ActionKind::Denial, Status::Denied)
            | (ActionKind::Modification, Status::Modified)
            | (ActionKind::Delay, Status::Pending)
            | (ActionKind::Reduction, Status::Reduced)
            | (ActionKind::Termination, Status::Terminated)
    )
}

/// By when it is decided: a limit in days ends with its day.
#[must_use]
pub(crate) fn due_at(
    filed_at: DateTime<Utc>,
    is_expedited: bool,
    policy: &AuthorizationPolicy,
) -> DateTime<Utc> {
    if is_expedited {
        return filed_at + TimeDelta::hours(i64::from(policy.appeal_expedited_hours));
    }
    let days = u64::try_from(policy.appeal_decision_days).unwrap_or_default();
    end_of(after(day_of(filed_at), days))
}

/// What the member keeps while the appeal is open: what there was before, if it came before the day
/// on which that is taken away.
#[must_use]
pub(crate) fn keeps(notice: &NoticeOfAction, filed_at: DateTime<Utc>) -> Option<Grant> {
    let (_, had) = notice.had?;
    let is_in_time = day_of(filed_at) < notice.effective_on;
    (takes_away(notice.kind) && is_in_time).then_some(had)
}

/// Last day on which a state hearing can be asked for.
#[must_use]
pub(super) fn hearing_by(of: &Appeal, now: DateTime<Utc>) -> Option<NaiveDate> {
    if of.kind == AppealKind::Grievance {
        return None;
    }
    match &of.end {
        Some(end) => end.hearing_by,
        None if of.due_at < now => Some(hearing_from(of, day_of(of.due_at))),
        None => None,
    }
}

/// The days for a hearing, from that day on.
#[must_use]
pub(crate) fn hearing_from(of: &Appeal, day: NaiveDate) -> NaiveDate {
    after(day, u64::try_from(of.hearing_days).unwrap_or_default())
}

/// Nobody decides an appeal who asked for what it is about, or decided or proposed on it before.
#[must_use]
pub(crate) fn may_decide(before: &[AccountId], account: AccountId) -> bool {
    !before.contains(&account)
}

/// How it ends.
#[must_use]
pub(crate) const fn outcome_of(ruling: Ruling) -> AppealOutcome {
    match ruling {
        Ruling::Uphold => AppealOutcome::Upheld,
        Ruling::Overturn => AppealOutcome::Overturned,
        Ruling::Dismiss => AppealOutcome::Dismissed,
    }
}

/// Where an overturned action leads: what was not granted is granted, as asked or as given; what was
/// taken away is as it was. `None` where nothing is left to undo.
#[must_use]
pub(crate) fn overturned(
    of: &Authorization,
    notice: &NoticeOfAction,
    wish: GrantWish,
) -> Option<(Status, Grant)> {
    match of.status {
        Status::Pending | Status::Denied | Status::Modified => {
            let granted = of.instead(wish);
            let status = if granted == of.asked.grant() {
                Status::Approved
            } else {
                Status::Modified
            };
            Some((status, granted))
        }
        Status::Reduced | Status::Terminated => notice.had,
        Status::Approved | Status::Withdrawn | Status::Void => None,
    }
}

/// What falls back where the action stands after the service went on: never less than is used, nor
/// earlier than today.
#[must_use]
pub(crate) fn fallen_back(
    of: &Authorization,
    grant: Grant,
    (units, cents, until_on): (Option<i32>, Option<i64>, NaiveDate),
    today: NaiveDate,
) -> Grant {
    Grant {
        units: units.map(|units| units.max(of.used_units)),
        cents: cents.map(|cents| cents.max(of.used_cents)),
        from_on: grant.from_on,
        until_on: until_on.max(today).min(grant.until_on),
    }
}

/// Checks what is granted instead: figures are for what was asked and not granted, and fit it.
pub(crate) fn check_wish(
    ruling: Ruling,
    of: &Authorization,
    wish: GrantWish,
) -> Result<(), Refusals<DecideAppealRefusal>> {
    let mut checks = Checks::default();
    let is_given = wish != GrantWish::default();
    let is_for_asked = matches!(
        of.status,
        Status::Pending | Status::Denied | Status::Modified
    );
    if is_given && (ruling != Ruling::Overturn || !is_for_asked) {
        checks.refuse(Refusal::new(
            DecideAppealRefusal::OutOfRange,
            "Figures are for an appeal that is overturned, where not all was granted that was \
             asked. What was taken away is given back as it was; leave them out.",
        ));
    }
    let asked = of.asked.grant();
    if is_given && is_for_asked && ruling == Ruling::Overturn {
        check_more(&mut checks, of, wish);
    }
    let fits = |given: Option<i64>, used: i64, asked: Option<i64>| {
        given.is_none_or(|given| {
            given > 0 && given >= used && asked.is_some_and(|most| given <= most)
        })
    };
    let units_fit = fits(
        wish.units.map(i64::from),
        i64::from(of.used_units),
        asked.units.map(i64::from),
    );
    if !units_fit || !fits(wish.cents, of.used_cents, asked.cents) {
        checks.refuse(Refusal::at(
            DecideAppealRefusal::OutOfRange,
            &["units"],
            "Grant at least what is used and at most what was asked.",
        ));
    }
    let from_on = wish.from_on.unwrap_or(asked.from_on);
    if from_on < asked.from_on || wish.until_on.is_some_and(|last| last > asked.until_on) {
        checks.refuse(Refusal::at(
            DecideAppealRefusal::OutOfRange,
            &["fromOn"],
            "Grant days that were asked for.",
        ));
    }
    if wish.until_on.unwrap_or(asked.until_on) < from_on {
        checks.refuse(Refusal::at(
            DecideAppealRefusal::DatesReversed,
            &["untilOn"],
            "The last day lies before the first; check both.",
        ));
    }
    checks.done()
}

/// Who appeals does not get less by it: what is granted instead is more than stands.
fn check_more(checks: &mut Checks<DecideAppealRefusal>, of: &Authorization, wish: GrantWish) {
    let asked = of.asked.grant();
    let (Some(had), instead) = (of.granted, of.instead(wish)) else {
        return;
    };
    let keeps = instead.units.unwrap_or(i32::MAX) >= had.units.unwrap_or_default()
        && instead.cents.unwrap_or(i64::MAX) >= had.cents.unwrap_or_default()
        && instead.from_on <= had.from_on.max(asked.from_on)
        && instead.until_on >= had.until_on.min(asked.until_on);
    if !keeps || instead == had {
        checks.refuse(Refusal::at(
            DecideAppealRefusal::OutOfRange,
            &["units"],
            "Who is right in an appeal gets more than was granted, and no less of anything. To leave \
             it as it is, uphold it.",
        ));
    }
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
