use async_graphql::{ComplexObject, Context, SimpleObject};

use super::codes::{TriageGround, TriageWeight};
use super::loaders::ReferralKey;
use super::referral::Referral;
use crate::graphql::directory::OtherProgram;
use crate::graphql::{ApiError, ContextExt};
use crate::referrals::{self, ReferralId};

/// One thing that speaks against assigning a referral.
#[derive(SimpleObject, Clone, Debug)]
#[graphql(complex)]
pub struct TriageFinding {
    #[graphql(skip)]
    other_id: Option<ReferralId>,
    /// What speaks against it.
    ground: TriageGround,
    /// How much it weighs.
    weight: TriageWeight,
    /// What it means and what to do.
    advice: &'static str,
    /// The programme that coordinates the member's care, where it is one.
    program: Option<OtherProgram>,
}

#[ComplexObject]
impl TriageFinding {
    /// The other referral, where it is one.
    async fn other(&self, ctx: &Context<'_>) -> Result<Option<Referral>, ApiError> {
        let Some(other) = self.other_id else {
            return Ok(None);
        };
        let found = ctx.loaders()?.load(ReferralKey(other)).await?;
        Ok(found.map(Referral::new))
    }
}

impl From<referrals::Finding> for TriageFinding {
    fn from(finding: referrals::Finding) -> Self {
        Self {
            other_id: finding.other,
            ground: finding.ground.into(),
            weight: finding.weight.into(),
            advice: finding.advice(),
            program: finding.program.map(Into::into),
        }
    }
}
