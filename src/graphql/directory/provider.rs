use std::sync::Arc;

use async_graphql::{Context, ID, Object, SimpleObject};

use super::codes::{PhoneLine, PopulationOfFocus, ServiceCode};
use super::county::County;
use super::loaders::OfferingsOf;
use super::offering::{Offering, plans_of};
use crate::graphql::scalars::{CountyFips, LanguageCode, Npi, Phone, ZipCode};
use crate::graphql::{ApiError, ContextExt, NodeKind};
use crate::providers::{self, OrganizationId};
use crate::reference;

/// An organization that gives ECM or Community Supports: its entry in the public directory.
pub struct Provider(pub Arc<providers::Provider>);

/// An organization that gives ECM or Community Supports: its entry in the public directory.
#[Object]
impl Provider {
    /// Global id.
    pub(in crate::graphql) async fn id(&self) -> ID {
        NodeKind::Provider.encode(self.0.id.0)
    }

    /// Name to show.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// National Provider Identifier; null for a community organization without one.
    async fn npi(&self) -> Option<Npi> {
        self.0.npi.map(Npi)
    }

    /// Number to call about referrals.
    async fn phone(&self) -> Phone {
        Phone(self.0.phone.clone())
    }

    /// How that number is answered.
    async fn phone_line(&self) -> PhoneLine {
        self.0.phone_line.into()
    }

    /// Address of the office. Services may be given elsewhere: see the offerings.
    async fn address(&self, ctx: &Context<'_>) -> Result<Address, ApiError> {
        let address = &self.0.address;
        Ok(Address {
            street: address.street.clone(),
            city: address.city.clone(),
            zip: ZipCode(address.zip),
            county: County(ctx.services()?.reference.county(address.county)),
        })
    }

    /// Languages in which it serves, by code.
    async fn languages(&self, ctx: &Context<'_>) -> Result<Vec<Language>, ApiError> {
        let reference = ctx.services()?.reference;
        let known = self.0.languages.iter().copied();
        Ok(known
            .filter_map(|code| reference.language(code))
            .map(Language::from)
            .collect())
    }

    /// Populations of focus that it serves in Enhanced Care Management.
    async fn populations_of_focus(&self) -> Vec<PopulationOfFocus> {
        let populations = self.0.populations.iter().copied();
        populations.map(Into::into).collect()
    }

    /// What it offers today, by service. The arguments combine with AND.
    #[graphql(complexity = "3 * child_complexity")]
    async fn offerings(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only where the area lies in this county, or partly.")] county: Option<
            CountyFips,
        >,
        #[graphql(desc = "Only this service.")] service: Option<ServiceCode>,
        #[graphql(desc = "Only what this plan pays for; the id of a `Plan`.")] plan: Option<ID>,
    ) -> Result<Vec<Offering>, ApiError> {
        let plan = plan.map(|id| NodeKind::Plan.parse(&id)).transpose()?;
        let service = service.map(reference::ServiceCode::from);
        let mut offerings = if let Some(offerings) = &self.0.offerings {
            offerings.clone()
        } else {
            let offerings = ctx.loaders()?.load(OfferingsOf(self.0.id)).await?;
            offerings.unwrap_or_default()
        };
        if let Some(code) = service {
            offerings.retain(|offering| offering.service == code);
        }
        if let Some(CountyFips(fips)) = county {
            offerings.retain(|offering| offering.counties.contains(&fips));
        }
        if let Some(plan) = plan.map(OrganizationId) {
            offerings = paid_by(ctx, offerings, plan).await?;
        }
        Ok(offerings.into_iter().map(Offering).collect())
    }
}

async fn paid_by(
    ctx: &Context<'_>,
    offerings: Vec<Arc<providers::Offering>>,
    plan: OrganizationId,
) -> Result<Vec<Arc<providers::Offering>>, ApiError> {
    let plans = futures_util::future::try_join_all(
        offerings.iter().map(|offering| plans_of(ctx, offering)),
    )
    .await?;
    Ok(offerings
        .into_iter()
        .zip(plans)
        .filter(|(_, plans)| plans.iter().any(|known| known.id == plan))
        .map(|(offering, _)| offering)
        .collect())
}

/// A postal address in California.
#[derive(SimpleObject)]
pub struct Address {
    /// Number and street.
    street: String,
    /// City, without the ZIP code.
    city: String,
    /// ZIP code.
    zip: ZipCode,
    /// County of the address, which need not be the one served.
    county: County,
}

/// A language in which providers serve.
#[derive(SimpleObject, Debug, Clone, PartialEq, Eq)]
pub struct Language {
    /// ISO 639 code.
    code: LanguageCode,
    /// English name.
    name: &'static str,
    /// Whether Medi-Cal plans owe written material in it somewhere in the state. No public text
    /// confirms the list.
    is_threshold: bool,
}

impl From<&'static reference::Language> for Language {
    fn from(language: &'static reference::Language) -> Self {
        Self {
            code: LanguageCode(language.code),
            name: &language.name,
            is_threshold: language.is_threshold,
        }
    }
}
