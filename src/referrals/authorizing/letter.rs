//! The member gets the answer to what was filed in writing: it is prepared in the transaction of the
//! answer, with the task to send it.

use super::complete::OpenAuthorization;
use super::notify::addressee_in;
use crate::authorizations::action::store as actions;
use crate::authorizations::letter::rules::{again_by, holds, send_by};
use crate::authorizations::letter::store as letters;
use crate::authorizations::letter::text::{Against, Facts, write};
use crate::authorizations::{Appeal, AppealLetter, Grant};
use crate::clock::day_of;
use crate::db::Tx;
use crate::error::StoreError;
use crate::reference::Reference;
use crate::tasks::{self, NewLetter, Sent};

/// Prepares the answer to what has just ended, and the task to send it. `had`: what was granted until
/// then. Where the plan has not said which member it is, nobody is known who could be told.
pub(super) async fn answer_in(
    tx: &Tx,
    open: &OpenAuthorization,
    appeal: &Appeal,
    had: Option<Grant>,
) -> Result<(), StoreError> {
    let of = &open.of;
    let (Some(member), Some(end)) = (of.member, &appeal.end) else {
        return Ok(());
    };
    let Some(to) = addressee_in(tx, (of, member)).await? else {
        return Ok(());
    };
    let system = tx.as_system("what it is about was told to the member, not to who filed it");
    let notices = actions::notices_of(&system, [of.id]).await?;
    let told = notices.iter().find(|one| Some(one.number) == appeal.notice);
    let kept = had.filter(|_| appeal.less.is_some() && had != of.foreseen());
    let today = tx.op().today();
    let against = told.map(|told| Against {
        kind: told.kind,
        told_on: day_of(told.prepared_at),
        kept,
        holds: holds(of, told, (end.outcome, kept), today),
        again_by: again_by(end.outcome, told, of.status, today),
    });
    let facts = Facts {
        appeal,
        end,
        is_restricted: to.is_restricted,
        member: (&to.member.first_name, &to.member.last_name),
        plan: to.plan(),
        number: &of.number,
        service: of.service,
        against,
    };
    let language = to.member.language;
    let written = write(&facts, language, Reference::embedded());
    let letter = AppealLetter {
        authorization: of.id,
        appeal: appeal.number,
        prepared_at: tx.now(),
        language,
        subject: written.subject,
        body: written.body,
        needs_translation: written.needs_translation,
    };
    letters::letter_insert(tx, &letter, (of.plan, member)).await?;
    let new = NewLetter {
        letter: (of.id, Sent::Answer(appeal.number)),
        plan: of.plan,
        member,
        referral: of.referral,
        due_on: send_by(appeal.due_at, today),
    };
    tasks::prepare_letter_in(tx, &new).await
}
