//! What is filed against a decision, and what becomes of it. An appeal that is overturned moves the
//! loop on as an approval does.

use entity::types::{
    AppealKind, AppealOutcome, AuthorizationEntryKind, AuthorizationEventKind, AuthorizationId,
    AuthorizationStatus, EventKind, NoticeKind, ReferralStatus,
};

use super::complete::{OpenAuthorization, open_in};
use super::letter::answer_in;
use super::limits::{check_exception, fits_in};
use super::steps;
use crate::access::Action;
use crate::audit;
use crate::authorizations::action::store as actions;
use crate::authorizations::appeals::{rules, store as appeals};
use crate::authorizations::rules::check_text;
use crate::authorizations::{
    AcknowledgeAppealRefusal, Appeal, AppealEnd, AuthorizationCodes, DecideAppeal,
    DecideAppealRefusal, DecideRefusal, Decided, FileAppeal, FileAppealRefusal, Grant,
    NoticeOfAction, Ruling, WithdrawAppealRefusal, ledger, split, store as authorizations,
};
use crate::db::Tx;
use crate::error::{Failure, StoreError};
use crate::members;
use crate::op::OpCtx;
use crate::referrals::act::Opened;
use crate::referrals::error::ReferralError;
use crate::referrals::input::Step;
use crate::referrals::{Referrals, store};
use crate::refusal::Refusal;

/// Told to who asked and who serves; what was filed, and by whom, is not told with it.
const CHANGED: (EventKind, NoticeKind) = (
    EventKind::AuthorizationChanged,
    NoticeKind::AuthorizationChanged,
);

impl Referrals {
    /// Files an appeal against the last notice of action of an authorization, or a grievance. What is
    /// reduced or ends goes on as it was where the appeal came before that day.
    pub async fn file_appeal(
        &self,
        op: &OpCtx,
        file: &FileAppeal,
        step: &Step,
    ) -> Result<AuthorizationId, ReferralError<FileAppealRefusal>> {
        let id = file.authorization;
        let act = audit::Act::on("fileAppeal", id);
        self.db
            .act(op, act, |tx| async move {
                let action = Action::AppealFile;
                let Some(open) = open_in::<FileAppealRefusal>(&tx, id, action, step).await? else {
                    return Ok(id);
                };
                file_in(&tx, open, file).await?;
                Ok(id)
            })
            .await
    }

    /// The plan confirms that it has what was filed.
    pub async fn acknowledge_appeal(
        &self,
        op: &OpCtx,
        (id, number): (AuthorizationId, i32),
        step: &Step,
    ) -> Result<AuthorizationId, ReferralError<AcknowledgeAppealRefusal>> {
        let act = audit::Act::on("acknowledgeAppeal", id);
        self.db
            .act(op, act, |tx| async move {
                let action = Action::AppealAcknowledge;
                let open = open_in::<AcknowledgeAppealRefusal>(&tx, id, action, step).await?;
                let Some(mut open) = open else {
                    return Ok(id);
                };
                let refused = AcknowledgeAppealRefusal::NotOpen;
                let mut appeal = open_appeal_in(&tx, (id, number), refused).await?;
                if appeal.acknowledged.is_some() {
                    return Err(Failure::Refused(vec![Refusal::new(
                        refused,
                        "It was confirmed before.",
                    )]));
                }
                let by = tx.actor().as_person().ok_or(Failure::Denied)?.account;
                appeal.acknowledged = Some((tx.now(), by));
                appeals::appeal_apply(&tx, &appeal).await?;
                if appeal.kind == AppealKind::Appeal {
                    let kind = AuthorizationEventKind::AppealAcknowledged;
                    open.log_in(&tx, kind, (None, None)).await?;
                    open.apply_in(&tx).await?;
                    open.tell(&tx, CHANGED.1);
                }
                Ok(id)
            })
            .await
    }

    /// Whoever filed it takes it back; what went on because of it falls back.
    pub async fn withdraw_appeal(
        &self,
        op: &OpCtx,
        (id, number, reason): (AuthorizationId, i32, &str),
        step: &Step,
    ) -> Result<AuthorizationId, ReferralError<WithdrawAppealRefusal>> {
        let act = audit::Act::on("withdrawAppeal", id);
        self.db
            .act(op, act, |tx| async move {
                let reason = check_text(reason, &["reason"]).map_err(Failure::Refused)?;
                let action = Action::AppealFile;
                let open = open_in::<WithdrawAppealRefusal>(&tx, id, action, step).await?;
                let Some(open) = open else {
                    return Ok(id);
                };
                let refused = WithdrawAppealRefusal::NotOpen;
                let appeal = open_appeal_in(&tx, (id, number), refused).await?;
                if !may_withdraw(&tx, &open, &appeal) {
                    return Err(Failure::Denied);
                }
                let ended = (AppealOutcome::Withdrawn, reason);
                end_in(&tx, open, appeal, ended).await?;
                Ok(id)
            })
            .await
    }

    /// A reviewer who had no part in it decides what was filed.
    pub async fn decide_appeal(
        &self,
        op: &OpCtx,
        decide: &DecideAppeal,
        step: &Step,
    ) -> Result<AuthorizationId, ReferralError<DecideAppealRefusal>> {
        let id = decide.authorization;
        let act = audit::Act::on("decideAppeal", id);
        self.db
            .act(op, act, |tx| async move {
                let answer = check_text(&decide.answer, &["answer"]).map_err(Failure::Refused)?;
                let action = Action::AppealDecide;
                let open = open_in::<DecideAppealRefusal>(&tx, id, action, step).await?;
                let Some(open) = open else {
                    return Ok(id);
                };
                let refused = DecideAppealRefusal::NotOpen;
                let appeal = open_appeal_in(&tx, (id, decide.number), refused).await?;
                may_decide_in(&tx, &open, &appeal, decide).await?;
                if appeal.kind == AppealKind::Appeal && decide.ruling == Ruling::Overturn {
                    Box::pin(self.overturn_in(&tx, open, appeal, (decide, answer))).await?;
                } else {
                    let ended = (rules::outcome_of(decide.ruling), answer);
                    end_in(&tx, open, appeal, ended).await?;
                }
                Ok(id)
            })
            .await
    }

    /// What was not granted is granted, and the loop moves on; what was taken away is as it was.
    async fn overturn_in(
        &self,
        tx: &Tx,
        mut open: OpenAuthorization,
        mut appeal: Appeal,
        (decide, answer): (&DecideAppeal, String),
    ) -> Result<(), ReferralError<DecideAppealRefusal>> {
        let notice = notice_of(tx, &appeal).await?.ok_or(Failure::NotFound)?;
        let denied_at = open.of.decided.as_ref().map(|decided| decided.at);
        let (stood, had) = (open.of.status, open.of.granted);
        let by = tx.actor().as_person().ok_or(Failure::Denied)?.account;
        let is_more = notice.had.is_none();
        let undone = rules::overturned(&open.of, &notice, decide.grant);
        // Not wholly what was asked: the State may be asked for the rest (42 CFR 438.408(e)(2)).
        let is_partly =
            undone.is_some_and(|(status, _)| is_more && status == AuthorizationStatus::Modified);
        let hearing_by = is_partly.then(|| rules::hearing_from(&appeal, tx.op().today()));
        let exception = check_exception(decide.exception.as_ref()).map_err(Failure::Refused)?;
        // What was granted before counted all the while; what is granted only now has to fit.
        let is_new = matches!(
            stood,
            AuthorizationStatus::Pending | AuthorizationStatus::Denied
        );
        if let Some((_, grant)) = undone.filter(|_| is_more) {
            let beyond = (exception.as_ref(), DecideAppealRefusal::LimitReached);
            fits_in(tx, &open, grant, beyond).await?;
            open.of.exception = exception.or(open.of.exception.take());
        }
        if let Some((status, grant)) = undone {
            open.of.status = status;
            open.of.granted = Some(grant);
            open.of.announced = None;
            open.of.proposed = None;
            open.of.decided = Some(Decided {
                at: tx.now(),
                by: Some(by),
                reason: None,
                note: None,
            });
        }
        appeal.end = Some(AppealEnd {
            at: tx.now(),
            by,
            outcome: AppealOutcome::Overturned,
            answer: Some(answer),
            hearing_by,
        });
        appeals::appeal_apply(tx, &appeal).await?;
        log_end_in(tx, &mut open, &appeal).await?;
        open.apply_in(tx).await?;
        let kind = match had {
            None => AuthorizationEntryKind::Granted,
            Some(_) => AuthorizationEntryKind::Restored,
        };
        enter_in(tx, &open, (kind, had)).await?;
        answer_in(tx, &open, &appeal, had).await?;
        if undone.is_none() || !is_new {
            return Ok(open
                .follow_in(tx, None, CHANGED, "APPEAL_OVERTURNED")
                .await?);
        }
        reopen_in(tx, &mut open, denied_at).await?;
        let authorized = Box::pin(self.authorized_in(tx, open, "APPEAL_OVERTURNED")).await;
        authorized.map_err(not_assignable)
    }
}

async fn file_in(
    tx: &Tx,
    mut open: OpenAuthorization,
    file: &FileAppeal,
) -> Result<(), ReferralError<FileAppealRefusal>> {
    let id = open.of.id;
    let person = tx.actor().as_person().ok_or(Failure::Denied)?;
    let (organization, account) = (person.organization, person.account);
    let system =
        tx.as_system("what an appeal is against was told to the member, not to who files it");
    let notices = actions::notices_of(&system, [id]).await?;
    let earlier = appeals::appeals_of(&system, [id]).await?;
    let notice = rules::standing(&notices, &earlier);
    let around = rules::Around {
        by_provider: organization != open.of.plan,
        status: open.of.status,
        notice,
        earlier: &earlier,
        asked_at: open.of.asked.at,
        now: tx.now(),
    };
    let filed = rules::check_file(file, around).map_err(Failure::Refused)?;
    let kept = notice
        .filter(|_| file.kind == AppealKind::Appeal)
        .and_then(|notice| rules::keeps(notice, filed.filed_at));
    let had = open.of.granted;
    let less = open.of.foreseen().filter(|_| kept.is_some());
    let appeal = Appeal {
        authorization: id,
        number: i32::try_from(earlier.len()).unwrap_or(i32::MAX - 1) + 1,
        notice: filed.notice,
        kind: file.kind,
        filed_by: file.filed_by,
        entered_by: (organization, account),
        representative: filed.representative,
        consented_on: file.consented_on,
        channel: file.channel,
        words: filed.words,
        is_expedited: file.is_expedited,
        filed_at: filed.filed_at,
        entered_at: tx.now(),
        acknowledged: None,
        due_at: rules::due_at(filed.filed_at, file.is_expedited, &open.policy),
        hearing_days: open.policy.hearing_days,
        less: less.map(|less| (less.units, less.cents, less.until_on)),
        end: None,
    };
    appeals::appeal_insert(tx, &appeal, &open.of).await?;
    if file.kind == AppealKind::Grievance {
        return Ok(steps::plan_in(tx, &open.of, &open.policy).await?);
    }
    if kept.is_some() {
        open.of.granted = kept;
        open.of.announced = None;
    }
    open.log_in(tx, AuthorizationEventKind::Appealed, (None, None))
        .await?;
    open.apply_in(tx).await?;
    enter_in(tx, &open, (AuthorizationEntryKind::Restored, had)).await?;
    open.tell(tx, CHANGED.1);
    Ok(())
}

/// What was filed under that number, if the actor may see it and it is open.
async fn open_appeal_in<C: AuthorizationCodes>(
    tx: &Tx,
    (id, number): (AuthorizationId, i32),
    refused: C,
) -> Result<Appeal, ReferralError<C>> {
    let filed = appeals::appeals_of(tx, [id]).await?;
    let found = filed.into_iter().find(|one| one.number == number);
    let found = found.ok_or(Failure::NotFound)?;
    if found.end.is_some() {
        return Err(Failure::Refused(vec![Refusal::new(
            refused,
            "It has ended. File anew (fileAppeal) while the days for it last.",
        )]));
    }
    Ok(found)
}

/// What an organization entered is taken back by its people, but not by whoever decided what it is
/// against.
fn may_withdraw(tx: &Tx, open: &OpenAuthorization, appeal: &Appeal) -> bool {
    let decided_by = open.of.decided.as_ref().and_then(|decided| decided.by);
    tx.actor().as_person().is_some_and(|person| {
        person.organization == appeal.entered_by.0 && Some(person.account) != decided_by
    })
}

/// The notice of action that it is against.
async fn notice_of(tx: &Tx, appeal: &Appeal) -> Result<Option<NoticeOfAction>, StoreError> {
    let notices = actions::notices_of(tx, [appeal.authorization]).await?;
    let number = appeal.notice;
    Ok(notices.into_iter().find(|one| Some(one.number) == number))
}

async fn may_decide_in(
    tx: &Tx,
    open: &OpenAuthorization,
    appeal: &Appeal,
    decide: &DecideAppeal,
) -> Result<(), ReferralError<DecideAppealRefusal>> {
    let refused = |code, message| Err(Failure::Refused(vec![Refusal::new(code, message)]));
    let account = tx.actor().as_person().ok_or(Failure::Denied)?.account;
    let before = appeals::deciders_of(tx, &open.of).await?;
    if !rules::may_decide(&before, account) {
        return refused(
            DecideAppealRefusal::DecidedBefore,
            "Whoever asked for it, or decided on it before, does not decide what is filed against \
             it; a colleague does.",
        );
    }
    let upholds = appeal.kind == AppealKind::Appeal && decide.ruling == Ruling::Uphold;
    if upholds && !authorizations::is_competent(tx, open.of.service).await? {
        return refused(
            DecideAppealRefusal::NotCompetent,
            "To uphold it takes a reviewer who is marked competent for the service (markReviewer). \
             Overturn it, or leave it to one who is.",
        );
    }
    rules::check_wish(decide.ruling, &open.of, decide.grant).map_err(Failure::Refused)
}

/// It ends, and what the plan did stands: what went on because of it falls back.
async fn end_in(
    tx: &Tx,
    mut open: OpenAuthorization,
    mut appeal: Appeal,
    (outcome, answer): (AppealOutcome, String),
) -> Result<(), StoreError> {
    let Some(person) = tx.actor().as_person() else {
        return Ok(());
    };
    let today = tx.op().today();
    let is_upheld = outcome == AppealOutcome::Upheld && appeal.kind == AppealKind::Appeal;
    let (less, had) = (appeal.less, open.of.granted);
    appeal.end = Some(AppealEnd {
        at: tx.now(),
        by: person.account,
        outcome,
        answer: Some(answer),
        hearing_by: is_upheld.then(|| rules::hearing_from(&appeal, today)),
    });
    appeals::appeal_apply(tx, &appeal).await?;
    if appeal.kind == AppealKind::Grievance {
        answer_in(tx, &open, &appeal, had).await?;
        return steps::plan_in(tx, &open.of, &open.policy).await;
    }
    if let (Some(less), Some(grant)) = (less, had) {
        let less = rules::fallen_back(&open.of, grant, less, today);
        let told = notice_of(tx, &appeal).await?;
        let holds_on = told.map_or(today, |notice| notice.effective_on);
        let (grant, announced) = split(grant, less, (holds_on, today));
        open.of.granted = Some(grant);
        open.of.announced = announced;
    }
    log_end_in(tx, &mut open, &appeal).await?;
    open.apply_in(tx).await?;
    let kind = match open.of.status {
        AuthorizationStatus::Terminated => AuthorizationEntryKind::Terminated,
        AuthorizationStatus::Pending
        | AuthorizationStatus::Approved
        | AuthorizationStatus::Modified
        | AuthorizationStatus::Denied
        | AuthorizationStatus::Reduced
        | AuthorizationStatus::Withdrawn
        | AuthorizationStatus::Void => AuthorizationEntryKind::Reduced,
    };
    enter_in(tx, &open, (kind, had)).await?;
    answer_in(tx, &open, &appeal, had).await?;
    let reason = format!("APPEAL_{}", outcome.code());
    open.follow_in(tx, None, CHANGED, &reason).await
}

async fn log_end_in(
    tx: &Tx,
    open: &mut OpenAuthorization,
    appeal: &Appeal,
) -> Result<(), StoreError> {
    let outcome = appeal.end.as_ref().map(|end| end.outcome.code());
    let kind = AuthorizationEventKind::AppealEnded;
    open.log_in(tx, kind, (outcome, None)).await
}

/// The ledger says what is granted now, where that differs.
async fn enter_in(
    tx: &Tx,
    open: &OpenAuthorization,
    (kind, had): (AuthorizationEntryKind, Option<Grant>),
) -> Result<(), StoreError> {
    if open.of.granted == had {
        return Ok(());
    }
    let change = ledger::change(had, open.of.granted);
    ledger::grant_in(tx, open.of.id, kind, change).await
}

/// A loop that the denial closed is open again, unless the member has died since.
async fn reopen_in(
    tx: &Tx,
    open: &mut OpenAuthorization,
    denied_at: Option<chrono::DateTime<chrono::Utc>>,
) -> Result<(), StoreError> {
    let Some((referral, None)) = &open.referral else {
        return Ok(());
    };
    let closed_at = referral.closure.as_ref().map(|closure| closure.closed_at);
    if referral.status != ReferralStatus::Closed || closed_at != denied_at {
        return Ok(());
    }
    if let Some(member) = referral.member
        && members::merge::has_died(tx, member).await?
    {
        return Ok(());
    }
    let (id, system) = (
        referral.id,
        tx.acting_as_system("what a denial closed opens with it, whoever sees it"),
    );
    let mut opened = Opened::noting(&system, referral.clone());
    opened.by = tx.actor().organization();
    opened.referral.closure = None;
    opened.move_to(ReferralStatus::Ready);
    opened.log(EventKind::Reopened, None);
    opened.because("APPEAL_OVERTURNED", None);
    opened.apply(&system).await?;
    if let Some(reopened) = store::referral_by_id(&system, id).await? {
        open.referral = Some((reopened, None));
    }
    Ok(())
}

fn not_assignable(failure: ReferralError<DecideRefusal>) -> ReferralError<DecideAppealRefusal> {
    match failure {
        Failure::Refused(refusals) => {
            let refusals = refusals.into_iter();
            let refusals =
                refusals.map(|one| Refusal::new(DecideAppealRefusal::NotAssignable, one.message));
            Failure::Refused(refusals.collect())
        }
        Failure::NotFound => Failure::NotFound,
        Failure::Denied => Failure::Denied,
        Failure::Store(error) => Failure::Store(error),
    }
}
