//! Plays the stories: every act is a call of the real service, by the account whose act it is, at
//! its instant.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use entity::types::{OrganizationId, ReferralId};
use tokio_util::sync::CancellationToken;

use super::Invention;
use super::casting::Story;
use super::dice::stream;
use super::load::{DemoError, Progress, refused};
use super::members::Protagonist;
use super::people::Account;
use super::script::{Act, Beat};
use crate::clock::ManualClock;
use crate::db::Db;
use crate::entropy::SeededEntropy;
use crate::error::Failure;
use crate::notices::{Deliveries, Feed, MailboxCursor, Notices};
use crate::op::{OpCtx, RequestId};
use crate::reference::{ClosureReason, DiscontinuationReason, ServiceCode};
use crate::referrals::{
    Agreement, AssignReferral, AssignRefusal, CloseReferral, ContactKind, DeclineReferral,
    DeclinedBy, EndService, NewIntake, NewReferral, ReassignReferral, RecordOutreach, Referrals,
    Step, SwitchReason, Urgency,
};

/// How often an organization looks into its mailbox, at most.
const READS_EVERY: TimeDelta = TimeDelta::hours(4);
/// What came in the last day is read and not yet acknowledged, so that a client finds a backlog.
const BACKLOG: TimeDelta = TimeDelta::hours(24);

/// Plays all stories of the invention, in the order of their instants.
pub(super) async fn play(
    invention: &Invention,
    db: &Db,
    progress: &dyn Progress,
) -> Result<(), DemoError> {
    let mut playback = Playback {
        invention,
        clock: ManualClock::new(invention.now),
        db,
        referrals: Referrals::new(db.clone()),
        desk: Desk::new(db, invention.now - BACKLOG),
    };
    let mut roles: Vec<Role<'_>> = (0..)
        .zip(&invention.stories)
        .map(|(index, story)| Role {
            story,
            entropy: Arc::new(SeededEntropy::new(stream(invention.seed, "history", index))),
            referral: None,
            provider: None,
            asked: 0,
            is_cut_short: false,
        })
        .collect();
    let mut beats: Vec<(Beat, usize)> = roles
        .iter()
        .enumerate()
        .flat_map(|(place, role)| role.story.beats.iter().map(move |beat| (*beat, place)))
        .collect();
    // Stable: beats of one story keep their order.
    beats.sort_by_key(|(beat, place)| (beat.at, *place));
    progress.begin(
        "two months of referrals",
        u64::try_from(beats.len()).unwrap_or(u64::MAX),
    );
    for (beat, place) in beats {
        playback.play(&mut roles[place], beat).await?;
        progress.step();
    }
    Ok(())
}

/// One story while it is played.
struct Role<'a> {
    story: &'a Story,
    /// Of its own, so that numbers do not depend on the order of stories.
    entropy: Arc<SeededEntropy>,
    referral: Option<ReferralId>,
    provider: Option<OrganizationId>,
    /// How many of its providers were asked.
    asked: usize,
    /// Nobody had room: the referral waits.
    is_cut_short: bool,
}

struct Playback<'a> {
    invention: &'a Invention,
    clock: ManualClock,
    db: &'a Db,
    referrals: Referrals,
    desk: Desk,
}

impl Playback<'_> {
    async fn play(&mut self, role: &mut Role<'_>, beat: Beat) -> Result<(), DemoError> {
        if role.is_cut_short {
            return Ok(());
        }
        let actor = match beat.act {
            Act::Create => Some(role.story.referrer),
            Act::Confirm | Act::Assign | Act::Reassign | Act::CloseByPlan(..) => {
                Some(role.story.member.plan)
            }
            Act::Accept
            | Act::Decline(_)
            | Act::Outreach { .. }
            | Act::StartService
            | Act::EndService
            | Act::CloseByProvider(_) => role.provider,
        };
        let account = actor
            .and_then(|actor| self.invention.accounts.get(&actor))
            .ok_or(DemoError::Miscast)?;
        self.desk
            .read(account, beat.at, &self.clock, self.db)
            .await?;
        self.clock.set(beat.at);
        let op = op(account, &self.clock, Arc::clone(&role.entropy));
        match role.referral {
            None => role.referral = Some(self.create(&op, role.story, account).await?),
            Some(referral) => self.act(&op, role, referral, beat).await?,
        }
        Ok(())
    }

    async fn create(
        &self,
        op: &OpCtx,
        story: &Story,
        account: &Account,
    ) -> Result<ReferralId, DemoError> {
        let cin = story.is_certain.then_some(&story.member.cin);
        let what = (story.service, story.urgency, story.needs);
        let new = referral(&story.member, cin, what, account);
        let made = self.referrals.create(op, &new, None).await;
        made.map_err(|error| refused("refer", error))
    }

    async fn act(
        &self,
        op: &OpCtx,
        role: &mut Role<'_>,
        id: ReferralId,
        beat: Beat,
    ) -> Result<(), DemoError> {
        let (referrals, step) = (&self.referrals, &Step::default());
        match beat.act {
            Act::Create => return Err(DemoError::Miscast),
            Act::Confirm => {
                let member = role.story.member.id;
                let done = referrals.confirm_member(op, id, member, step).await;
                done.map_err(|error| refused("confirm", error))?;
            }
            Act::Assign | Act::Reassign => self.assign(op, role, id, beat.act).await?,
            Act::Accept => {
                let done = referrals.accept(op, id, step).await;
                done.map_err(|error| refused("accept", error))?;
            }
            Act::Decline(reason) => {
                let decline = DeclineReferral {
                    referral: id,
                    by: DeclinedBy::Provider,
                    reason: Some(reason),
                    note: "Told the plan by phone.".to_owned(),
                };
                let done = referrals.decline(op, &decline, step).await;
                done.map_err(|error| refused("decline", error))?;
            }
            Act::Outreach {
                method,
                outcome,
                minutes,
            } => {
                let attempt = RecordOutreach {
                    referral: id,
                    kind: ContactKind::Outreach,
                    is_in_facility: false,
                    made_at: beat.at,
                    method,
                    outcome,
                    minutes,
                    note: None,
                };
                let done = referrals.record_outreach(op, &attempt, step).await;
                done.map_err(|error| refused("reach out", error))?;
            }
            Act::StartService => {
                let done = referrals.start_service(op, id, beat.at, step).await;
                done.map_err(|error| refused("start", error))?;
            }
            Act::EndService => {
                let end = EndService {
                    referral: id,
                    ended_at: beat.at,
                    reason: DiscontinuationReason::GoalsMet,
                    moved_to: None,
                    note: None,
                };
                let done = referrals.end_service(op, &end, step).await;
                done.map_err(|error| refused("end", error))?;
            }
            Act::CloseByProvider(reason) => self.close(op, id, reason, None).await?,
            Act::CloseByPlan(reason, note) => self.close(op, id, reason, note).await?,
        }
        Ok(())
    }

    async fn close(
        &self,
        op: &OpCtx,
        id: ReferralId,
        reason: ClosureReason,
        note: Option<&str>,
    ) -> Result<(), DemoError> {
        let close = CloseReferral {
            referral: id,
            reason,
            note: note.map(str::to_owned),
        };
        let done = self.referrals.close(op, &close, &Step::default()).await;
        done.map_err(|error| refused("close", error))?;
        Ok(())
    }

    /// Asks the providers that were not asked yet, until one has room.
    async fn assign(
        &self,
        op: &OpCtx,
        role: &mut Role<'_>,
        id: ReferralId,
        act: Act,
    ) -> Result<(), DemoError> {
        let step = &Step::default();
        while let Some(&provider) = role.story.providers.get(role.asked) {
            role.asked += 1;
            let wish = AssignReferral {
                referral: id,
                provider: Some(provider),
                reason: None,
                held_until: None,
            };
            let done = if act == Act::Reassign {
                let reassign = ReassignReferral {
                    to: wish,
                    reason: SwitchReason::PlanDecision,
                    note: None,
                };
                self.referrals.reassign(op, &reassign, step).await
            } else {
                self.referrals.assign(op, &wish, step).await
            };
            match done {
                Ok(_) => {
                    role.provider = Some(provider);
                    return Ok(());
                }
                Err(Failure::Refused(refusals))
                    if refusals
                        .iter()
                        .all(|refusal| refusal.code == AssignRefusal::AtCapacity) => {}
                Err(error) => return Err(refused("assign", error)),
            }
        }
        role.is_cut_short = true;
        Ok(())
    }
}

/// How organizations read their mailboxes: before they act, and not all the time.
struct Desk {
    notices: Notices,
    deliveries: Deliveries,
    acknowledges_until: DateTime<Utc>,
    last_read: BTreeMap<OrganizationId, DateTime<Utc>>,
}

impl Desk {
    fn new(db: &Db, acknowledges_until: DateTime<Utc>) -> Self {
        let deliveries = Deliveries::default();
        Self {
            notices: Notices::new(db.clone(), Feed::new(db.clone()), deliveries.clone()),
            deliveries,
            acknowledges_until,
            last_read: BTreeMap::new(),
        }
    }

    /// Reads what has come in, and acknowledges it.
    async fn read(
        &mut self,
        account: &Account,
        at: DateTime<Utc>,
        clock: &ManualClock,
        db: &Db,
    ) -> Result<(), DemoError> {
        let is_recent = |last: &DateTime<Utc>| at - *last < READS_EVERY;
        if self
            .last_read
            .get(&account.organization)
            .is_some_and(is_recent)
        {
            return Ok(());
        }
        self.last_read.insert(account.organization, at);
        clock.set(at);
        let entropy = Arc::new(SeededEntropy::new(0));
        let op = op(account, clock, entropy);
        let read = self.notices.list(&op, None, None, 200).await;
        let page = read.map_err(|error| refused("read notices", error))?;
        if page.notices.is_empty() {
            return Ok(());
        }
        // Told to stop before it starts, it writes what was noted and returns.
        let stop = CancellationToken::new();
        stop.cancel();
        self.deliveries.run(db, || op.clone(), stop).await;
        let settled = page
            .notices
            .iter()
            .rfind(|notice| notice.occurred_at < self.acknowledges_until);
        if let Some(notice) = settled {
            let up_to = MailboxCursor {
                seq: notice.seq,
                ..page.start
            };
            let done = self.notices.acknowledge(&op, up_to, None).await;
            done.map_err(|error| refused("acknowledge", error))?;
        }
        Ok(())
    }
}

/// What somebody writes who refers a member; with the CIN the plan is certain who it is.
pub(super) fn referral(
    member: &Protagonist,
    cin: Option<&String>,
    (service, urgency, needs): (ServiceCode, Urgency, &str),
    by: &Account,
) -> NewReferral {
    NewReferral {
        plan: member.plan,
        restriction: None,
        consent: None,
        service,
        urgency,
        first_name: member.first_name.clone(),
        last_name: member.last_name.clone(),
        birth_on: Some(member.birth_on),
        cin: cin.cloned(),
        phone: member.phone.clone(),
        county: Some(member.county.to_string()),
        zip: member.zip.map(|zip| zip.to_string()),
        needs: Some(needs.to_owned()),
        contact_name: by.name.clone(),
        contact_reach: by.email.clone(),
        fax: None,
        also: Vec::new(),
        follows: None,
        needed_by: None,
        chosen_provider: None,
        named_provider: None,
        social_needs: Vec::new(),
        intake: NewIntake {
            agrees: Some(Agreement::Yes),
            is_attested: true,
            has_no_phone: member.phone.is_none(),
            ..NewIntake::default()
        },
    }
}

pub(super) fn op(account: &Account, clock: &ManualClock, entropy: Arc<SeededEntropy>) -> OpCtx {
    OpCtx::start(
        Arc::new(account.actor()),
        clock,
        RequestId::new("demo"),
        entropy,
    )
}
