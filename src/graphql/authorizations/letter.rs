use crate::authorizations;
use crate::graphql::scalars::DateTime;
use async_graphql::Object;

/// What a plan answered a member in writing to an appeal or a grievance, or that it was taken back. The
/// text stays as it was prepared. For those at the plan who know all of the authorization.
#[derive(Clone, Debug)]
pub struct AppealLetter(pub authorizations::AppealLetter);

/// What a plan answered a member in writing.
#[Object]
impl AppealLetter {
    /// When it was prepared. A task (`APPEAL_ANSWER`) says by when it is sent, and then how it was.
    async fn prepared_at(&self) -> DateTime {
        DateTime(self.0.prepared_at)
    }

    /// The member's language: ISO 639.
    async fn language(&self) -> String {
        self.0.language.to_string()
    }

    /// Its heading. It names no service and nobody.
    async fn subject(&self) -> &str {
        &self.0.subject
    }

    /// What it says, in lines. Of what is restricted it names neither service nor answer.
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
}
