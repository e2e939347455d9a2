//! The plan of the guide authorizes housing tenancy before it begins: one request waits, one is granted
//! and served, one is granted and is to be less, one is refused and appealed. Its reviewers decide in
//! the last two hours before the demonstration begins, by the services that the API calls.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use entity::types::{OrganizationId, ReferralId};

use super::Invention;
use super::casting::Story;
use super::dice::stream;
use super::history::{op, referral};
use super::load::{DemoError, Progress, refused};
use super::members::Protagonist;
use super::network::HOME_COUNTY;
use super::people::{Account, known};
use crate::authorizations::{
    AppealBy, AppealChannel, AppealKind, AuthorizationId, Authorizations, DecideAuthorization,
    Decision, FileAppeal, GrantWish,
};
use crate::clock::{Clock as _, ManualClock};
use crate::db::Db;
use crate::entropy::SeededEntropy;
use crate::error::Failure;
use crate::op::OpCtx;
use crate::policies::{AuthorizationPolicy, NewAuthorizationPolicy, Policies, PresumptiveProvider};
use crate::reference::ServiceCode;
use crate::referrals::{AssignReferral, Referrals, Step, Urgency};

/// What the plan authorizes first.
const SERVICE: ServiceCode = ServiceCode::HousingTenancy;
/// How many requests there are.
const REQUESTS: usize = 4;
/// How long ago the first of them was made.
const SINCE: TimeDelta = TimeDelta::hours(2);

/// Members of the plan at home of whom no story tells.
pub(super) fn cast(
    accounts: &BTreeMap<OrganizationId, Account>,
    members: &[Protagonist],
    stories: &[Story],
) -> Vec<Protagonist> {
    let plan = accounts.values().find(|one| one.email == known::PLAN);
    let told: BTreeSet<_> = stories.iter().map(|story| story.member.id).collect();
    members
        .iter()
        .filter(|one| plan.is_some_and(|plan| plan.organization == one.plan))
        .filter(|one| one.county.as_str() == HOME_COUNTY && !told.contains(&one.id))
        .take(REQUESTS)
        .cloned()
        .collect()
}

/// Sets how the plan authorizes, and plays what its reviewers do.
pub(super) async fn play(
    invention: &Invention,
    db: &Db,
    progress: &dyn Progress,
) -> Result<(), DemoError> {
    progress.begin("authorizations", 1);
    let office = Office {
        invention,
        clock: ManualClock::new(invention.now - SINCE),
        entropy: Arc::new(SeededEntropy::new(stream(invention.seed, "review", 0))),
        referrals: Referrals::new(db.clone()),
        authorizations: Authorizations::new(db.clone()),
        policies: Policies::new(db.clone()),
    };
    office.set_terms().await?;
    let mut asked = Vec::new();
    for member in &invention.reviewed {
        asked.push(office.ask(member).await?);
    }
    // The first waits for whoever tries the demonstration.
    let [_, served, less, denied] = asked[..] else {
        return Err(DemoError::Miscast);
    };
    office.serve(served).await?;
    office.reduce(less.1).await?;
    office.refuse(denied.1).await?;
    progress.step();
    Ok(())
}

struct Office<'a> {
    invention: &'a Invention,
    clock: ManualClock,
    entropy: Arc<SeededEntropy>,
    referrals: Referrals,
    authorizations: Authorizations,
    policies: Policies,
}

impl Office<'_> {
    /// Somebody acts, some minutes after the last act.
    fn next(&self, email: &str) -> Result<OpCtx, DemoError> {
        self.clock.advance(TimeDelta::minutes(4));
        let account = self.account(email)?;
        Ok(op(account, &self.clock, Arc::clone(&self.entropy)))
    }

    fn account(&self, email: &str) -> Result<&Account, DemoError> {
        let mut accounts = self.invention.accounts();
        let found = accounts.find(|account| account.email == email);
        found.ok_or(DemoError::Miscast)
    }

    /// Housing tenancy is authorized before it begins; the sobering center is named, and its visits
    /// are paid until the plan has decided.
    async fn set_terms(&self) -> Result<(), DemoError> {
        let op = self.next(known::NETWORK)?;
        let from_on = op.today();
        let terms = |service| AuthorizationPolicy {
            service: Some(service),
            is_required: true,
            retrospective_days: Some(30),
            ..AuthorizationPolicy::default()
        };
        let sobering = ServiceCode::SoberingCenter;
        for policy in [
            AuthorizationPolicy {
                usual_units: Some(24),
                denial_closes: false,
                ..terms(SERVICE)
            },
            AuthorizationPolicy {
                presumptive_days: Some(3),
                ..terms(sobering)
            },
        ] {
            let new = NewAuthorizationPolicy { policy, from_on };
            let set = self.policies.set_authorization(&op, &new, None).await;
            set.map_err(|error| refused("set how it authorizes", error))?;
        }
        let named = PresumptiveProvider {
            provider: self.invention.leads.sobering,
            service: sobering,
            from_on,
            until_on: None,
        };
        let set = self.policies.set_presumptive_provider(&op, &named, None);
        set.await
            .map_err(|error| refused("name the sobering center", error))?;
        Ok(())
    }

    /// Somebody refers a member whom the plan knows for certain: it waits for the authorization, for
    /// which it has asked by itself.
    async fn ask(&self, member: &Protagonist) -> Result<(ReferralId, AuthorizationId), DemoError> {
        let op = self.next(known::REFERRER)?;
        let account = self.account(known::REFERRER)?;
        let needs = "Housed this summer, two complaints by the landlord since.";
        let what = (SERVICE, Urgency::Routine, needs);
        let new = referral(member, Some(&member.cin), what, account);
        let made = self.referrals.create(&op, &new, None).await;
        let referral = made.map_err(|error| refused("refer for review", error))?;
        let reviewer = self.next(known::REVIEWER)?;
        let found = self
            .authorizations
            .of_referrals(&reviewer, [referral])
            .await?;
        let asked = found.get(&referral).and_then(|all| all.first());
        let asked = asked.ok_or(DemoError::Miscast)?;
        Ok((referral, asked.id))
    }

    async fn decide(
        &self,
        authorization: AuthorizationId,
        decision: Decision,
        (units, reason, note): (Option<i32>, Option<&str>, Option<&str>),
    ) -> Result<(), DemoError> {
        let op = self.next(known::REVIEWER)?;
        let decide = DecideAuthorization {
            authorization,
            decision,
            grant: GrantWish {
                units,
                ..GrantWish::default()
            },
            exception: None,
            reason: reason.map(str::to_owned),
            note: note.map(str::to_owned),
        };
        let step = Step::default();
        let done = self.referrals.decide_authorization(&op, &decide, &step);
        done.await.map_err(|error| refused("decide", error))?;
        Ok(())
    }

    async fn approve(&self, authorization: AuthorizationId) -> Result<(), DemoError> {
        let as_asked = (None, None, None);
        self.decide(authorization, Decision::Approve, as_asked)
            .await
    }

    /// Granted and assigned; the provider starts, and a unit is used.
    async fn serve(
        &self,
        (referral, authorization): (ReferralId, AuthorizationId),
    ) -> Result<(), DemoError> {
        self.approve(authorization).await?;
        let (plan, step) = (self.next(known::PLAN)?, Step::default());
        let wish = AssignReferral {
            referral,
            provider: Some(self.invention.leads.housing),
            reason: None,
            held_until: None,
        };
        match self.referrals.assign(&plan, &wish, &step).await {
            // It is granted all the same, and waits for a place.
            Err(Failure::Refused(_)) => return Ok(()),
            assigned => assigned.map_err(|error| refused("assign what is authorized", error))?,
        };
        let provider = self.next(known::HOUSING)?;
        let accepted = self.referrals.accept(&provider, referral, &step).await;
        accepted.map_err(|error| refused("accept what is authorized", error))?;
        let started_at: DateTime<Utc> = self.clock.now();
        let started = self
            .referrals
            .start_service(&provider, referral, started_at, &step);
        started
            .await
            .map_err(|error| refused("start what is authorized", error))?;
        Ok(())
    }

    /// Granted, and told that from a day on it is less.
    async fn reduce(&self, authorization: AuthorizationId) -> Result<(), DemoError> {
        self.approve(authorization).await?;
        let note = "The landlord and the member have settled what troubled them.";
        let less = (Some(8), Some("NO_LONGER_NEEDED"), Some(note));
        self.decide(authorization, Decision::Reduce, less).await
    }

    /// Not granted; the member phones, and waits for the answer.
    async fn refuse(&self, authorization: AuthorizationId) -> Result<(), DemoError> {
        let note = "Nothing shows that the home is at risk.";
        let why = (None, Some("CRITERIA_NOT_MET"), Some(note));
        self.decide(authorization, Decision::Deny, why).await?;
        let plan = self.next(known::PLAN)?;
        let appeal = FileAppeal {
            authorization,
            kind: AppealKind::Appeal,
            filed_by: AppealBy::Member,
            representative: None,
            consented_on: None,
            channel: AppealChannel::Telephone,
            words: "I have a letter of the landlord now.".to_owned(),
            is_expedited: false,
            filed_at: None,
        };
        let step = Step::default();
        let filed = self.referrals.file_appeal(&plan, &appeal, &step).await;
        filed.map_err(|error| refused("appeal", error))?;
        Ok(())
    }
}
