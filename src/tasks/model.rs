//! The words of the area.

use chrono::{DateTime, NaiveDate, Utc};
use entity::types::{
    AccountId, AlternativeFormat, AssignmentId, MemberId, OrganizationId, ReferralId, TaskAbout,
    TaskId, TaskKind, TaskState, TaskWay,
};

use crate::access::{Actor, Relation, Resource};
use crate::members::GoBetween;
use crate::reference::{LanguageCode, ZipCode};

/// Something that the plan has to do by hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// Key.
    pub id: TaskId,
    /// Whose.
    pub plan: OrganizationId,
    /// What is to be done.
    pub kind: TaskKind,
    /// About what.
    pub about: TaskAbout,
    /// Of which referral, if of one.
    pub referral: Option<ReferralId>,
    /// The assignment that it tells of, if of one.
    pub assignment: Option<AssignmentId>,
    /// The provider that it names, if one.
    pub provider: Option<OrganizationId>,
    /// Whom it is about; `None` where the plan does not know who it is.
    pub member: Option<MemberId>,
    /// Where it stands.
    pub state: TaskState,
    /// Day by which it is to be done, by the plan's policy.
    pub due_on: NaiveDate,
    /// When it was made.
    pub made_at: DateTime<Utc>,
    /// How it ended.
    pub ending: Option<TaskEnding>,
    /// What is needed to do it; as it was, once it is done.
    pub prepared: Prepared,
    /// Whether its referral is restricted.
    pub is_restricted: bool,
}

/// How a task ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskEnding {
    /// When that was written down.
    pub ended_at: DateTime<Utc>,
    /// By whom; `None`: by the server, because a later event says something else.
    pub ended_by: Option<AccountId>,
    /// When and how it was done, if it was.
    pub done: Option<(DateTime<Utc>, TaskWay)>,
    /// Why it was called off, if a person did.
    pub reason: Option<String>,
}

/// What is needed to tell a member, or whoever referred, something.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Prepared {
    /// What it says; none where the member is out of sight.
    pub letter: Option<Letter>,
    /// The way to take; none where there is a hindrance.
    pub way: Option<TaskWay>,
    /// Why it cannot be told now.
    pub hindrance: Option<Hindrance>,
    /// Where a letter goes.
    pub address: Option<PostalAddress>,
    /// Where a call or a text message goes.
    pub phone: Option<String>,
    /// Where the member is found.
    pub whereabouts: Option<String>,
    /// Who passes messages on.
    pub go_between: Option<GoBetween>,
    /// Whether an interpreter is needed.
    pub is_interpreter_needed: bool,
    /// How the member reads, where print does not do.
    pub alternative_format: Option<AlternativeFormat>,
    /// Whom to tell at whoever referred; none where it is the member who is told.
    pub desk: Option<Desk>,
}

/// How whoever referred is reached who has no account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Desk {
    /// Whom to ask for.
    pub name: String,
    /// Phone, or what else was written down.
    pub reach: String,
    /// Where letters go.
    pub address: Option<String>,
    /// The fax that was agreed on.
    pub fax: Option<FaxAgreement>,
}

/// That both sides agreed on faxes, which count as no electronic notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FaxAgreement {
    /// Where they go, E.164.
    pub number: String,
    /// When it was agreed.
    pub agreed_on: NaiveDate,
    /// Who wrote that down.
    pub recorded_by: AccountId,
}

/// A text for a member, or for whoever referred.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// Its heading.
    pub subject: String,
    /// What it says, in lines.
    pub body: String,
    /// The language that it is for.
    pub language: LanguageCode,
    /// It is in English, because no text is at hand in that language.
    pub needs_translation: bool,
}

/// Where a letter goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostalAddress {
    /// To whom.
    pub name: String,
    /// Street and number.
    pub street: String,
    /// City.
    pub city: String,
    /// ZIP code.
    pub zip: Option<ZipCode>,
}

/// Why nobody can be told anything now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hindrance {
    /// The member must not be contacted, or died.
    NoContact,
    /// The safe way needs an address or a phone that is not known, or none is known at all.
    NoWay,
}

/// Which tasks to list; combined with AND.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TaskFilter {
    /// In any of these states; those that are open when left out.
    pub states: Option<Vec<TaskState>>,
    /// Of this kind.
    pub kind: Option<TaskKind>,
    /// Due on this day or before.
    pub due_until: Option<NaiveDate>,
    /// Of this referral.
    pub referral: Option<ReferralId>,
}

/// What the plan says of a task that was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CompleteTask {
    /// Which.
    pub task: TaskId,
    /// How it was done.
    pub way: TaskWay,
    /// When.
    pub done_at: DateTime<Utc>,
}

impl Resource for Task {
    fn relation(&self, actor: &Actor) -> Relation {
        if !actor.works_for_plan(self.plan) {
            Relation::Unrelated
        } else if !actor.belongs_to(self.plan) {
            Relation::Prime
        } else if self.is_restricted {
            // Only those who see what the referral is about come so far.
            Relation::Guarded
        } else {
            Relation::Plan
        }
    }
}
