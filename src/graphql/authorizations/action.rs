use crate::authorizations;
use crate::graphql::authorizations::codes::ActionKind;
use crate::graphql::scalars::{Date, DateTime};
use async_graphql::Object;

/// What a plan told a member in writing: that it does not pay, pays for less or other than was asked
/// or granted, or has not decided in its time. The text stays as it was prepared. For those at the
/// plan who know all of the authorization; whoever serves and whoever referred hear of the decision.
#[derive(Clone, Debug)]
pub struct NoticeOfAction(pub authorizations::NoticeOfAction);

/// What a plan told a member in writing.
#[Object]
impl NoticeOfAction {
    /// 1, 2, 3 and on, of its authorization.
    async fn number(&self) -> i32 {
        self.0.number
    }

    /// What it tells.
    async fn kind(&self) -> ActionKind {
        self.0.kind.into()
    }

    /// When it was prepared. A task (`ACTION_NOTICE`) says by when it is sent, and then how it was.
    async fn prepared_at(&self) -> DateTime {
        DateTime(self.0.prepared_at)
    }

    /// First day, in California, on which the action holds. What is reduced or ends goes on as it was
    /// until an appeal is decided that was filed before this day.
    async fn effective_on(&self) -> Date {
        Date(self.0.effective_on)
    }

    /// Last day, in California, on which an appeal is in time.
    async fn appeal_by(&self) -> Date {
        Date(self.0.appeal_by)
    }

    /// The member's language: ISO 639.
    async fn language(&self) -> String {
        self.0.language.to_string()
    }

    /// Its heading. It names no service and nobody.
    async fn subject(&self) -> &str {
        &self.0.subject
    }

    /// What it says, in lines. Of what is restricted it names neither service nor reason.
    async fn text(&self) -> &str {
        &self.0.body
    }

    /// The same, print-ready on US letter paper: one page of HTML that loads nothing.
    async fn html(&self) -> String {
        self.0.html()
    }

    /// The text is in English, because none is at hand in that language: have it translated.
    async fn needs_translation(&self) -> bool {
        self.0.needs_translation
    }

    /// When the plan decided, or took more time, in time after all, so that nothing was delayed; null
    /// for others. A recalled notice is not sent, and cannot be appealed.
    async fn recalled_at(&self) -> Option<DateTime> {
        self.0.recalled_at.map(DateTime)
    }
}
