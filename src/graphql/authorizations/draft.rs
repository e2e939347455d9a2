use async_graphql::{Context, Object};

use super::codes::{AuthorizationKind, CriterionAnswer};
use super::parts::{AuthorizationCriterion, AuthorizationWish};
use crate::graphql::directory::{BillingCode, Service};
use crate::graphql::scalars::{Date, Money};
use crate::graphql::{ApiError, ContextExt};
use crate::reference::Reference;
use crate::referrals;

/// A request for authorization, filled in with what is known. Asked for with the referral and the
/// kind alone (`requestAuthorization`), it is asked for so.
pub struct AuthorizationDraft(referrals::AuthorizationDraft);

impl From<referrals::AuthorizationDraft> for AuthorizationDraft {
    fn from(draft: referrals::AuthorizationDraft) -> Self {
        Self(draft)
    }
}

/// A request for authorization, filled in with what is known.
#[Object]
impl AuthorizationDraft {
    /// RETROSPECTIVE: what began is asked for afterwards.
    async fn kind(&self) -> AuthorizationKind {
        AuthorizationKind::Retrospective
    }

    /// For which service.
    async fn service(&self) -> Service {
        Service(Reference::embedded().service(self.0.service))
    }

    /// The codes that bill it on its first day; name one as `procedureCode`.
    async fn billing_codes(&self) -> Vec<BillingCode> {
        let service = Reference::embedded().service(self.0.service);
        let codes = service.billing_codes_on(self.0.wish.from_on);
        codes.map(BillingCode::from).collect()
    }

    /// Units and days as the plan usually grants them, from the day of the start on.
    async fn wish(&self) -> AuthorizationWish {
        let wish = self.0.wish;
        AuthorizationWish {
            units: wish.units,
            amount: wish.cents.map(Money),
            from_on: Date(wish.from_on),
            until_on: Date(wish.until_on),
            comment: None,
        }
    }

    /// The criteria of the service that a request answers, one by one; nothing is answered yet.
    async fn criteria(&self, ctx: &Context<'_>) -> Result<Vec<AuthorizationCriterion>, ApiError> {
        let today = ctx.op()?.today();
        let criteria = Reference::embedded().criteria(self.0.service, today);
        let asked = criteria
            .into_iter()
            .map(|criterion| AuthorizationCriterion {
                code: criterion.code.clone(),
                question: criterion.question.clone(),
                answer: CriterionAnswer::Unknown,
                note: None,
                answered_at: None,
            });
        Ok(asked.collect())
    }

    /// Last day on which the plan takes the request.
    async fn ask_by(&self) -> Date {
        Date(self.0.ask_by)
    }
}
