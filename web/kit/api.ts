/** Generated from the routes by `npm run generate`; do not edit. Types only: no server code. */
import type * as boardsRoutes from '#boards/routes.ts'
import type * as catalogBrandRoutes from '#catalog/brand-routes.ts'
import type * as catalogConsoleRoutes from '#catalog/console-routes.ts'
import type * as catalogPictureRoutes from '#catalog/picture-routes.ts'
import type * as catalogProductImportRoutes from '#catalog/product-import-routes.ts'
import type * as catalogRoutes from '#catalog/routes.ts'
import type * as catalogSkuRoutes from '#catalog/sku-routes.ts'
import type * as insightAnchorRoutes from '#insight/anchor-routes.ts'
import type * as insightPoolAssetRoutes from '#insight/pool-asset-routes.ts'
import type * as insightRoutes from '#insight/routes.ts'
import type * as ledgerRoutes from '#ledger/routes.ts'
import type * as platformAuditRoutes from '#platform/audit-routes.ts'
import type * as platformSetUpRoutes from '#platform/set-up-routes.ts'
import type * as platformShopRoutes from '#platform/shop-routes.ts'
import type * as platformStaffRoutes from '#platform/staff-routes.ts'
import type * as poolAttentionConsoleRoutes from '#pool/attention/console-routes.ts'
import type * as poolAttentionRoutes from '#pool/attention/routes.ts'
import type * as poolFactsRoutes from '#pool/facts/routes.ts'
import type * as poolIdentityRoutes from '#pool/identity/routes.ts'
import type * as poolImportImportRoutes from '#pool/import/import-routes.ts'
import type * as poolInboxRoutes from '#pool/inbox-routes.ts'
import type * as poolJourneyJourneyRoutes from '#pool/journey/journey-routes.ts'
import type * as poolProfileConsoleRoutes from '#pool/profile/console-routes.ts'
import type * as poolProfileTagRoutes from '#pool/profile/tag-routes.ts'
import type * as poolRightsRoutes from '#pool/rights/routes.ts'
import type * as poolRoutes from '#pool/routes.ts'
import type * as poolSegmentRoutes from '#pool/segment/routes.ts'
import type * as tradeAfterSaleConsoleRoutes from '#trade/after-sale-console-routes.ts'
import type * as tradeAfterSaleRoutes from '#trade/after-sale-routes.ts'
import type * as tradeBoughtRoutes from '#trade/bought-routes.ts'
import type * as tradeCartRoutes from '#trade/cart-routes.ts'
import type * as tradeCaseRoutes from '#trade/case-routes.ts'
import type * as tradeOrderConsoleRoutes from '#trade/order-console-routes.ts'
import type * as tradeOrderRoutes from '#trade/order-routes.ts'
import type * as tradePromotionRoutes from '#trade/promotion-routes.ts'
import type * as tradeSettlementRoutes from '#trade/settlement-routes.ts'
import type * as trafficAttributionRoutes from '#traffic/attribution-routes.ts'
import type * as trafficCampaignRoutes from '#traffic/campaign-routes.ts'
import type * as trafficChannelRoutes from '#traffic/channel-routes.ts'
import type * as trafficCostRoutes from '#traffic/cost-routes.ts'
import type * as trafficInviteConsoleRoutes from '#traffic/invite-console-routes.ts'
import type * as trafficInviteRoutes from '#traffic/invite-routes.ts'
import type * as trafficLinkRoutes from '#traffic/link-routes.ts'
import type * as trafficSourceRoutes from '#traffic/source-routes.ts'
import type * as trafficVisitRoutes from '#traffic/visit-routes.ts'
import { endpoint } from './client.ts'

/** Leave a board */
export const deleteBoardMembership = endpoint<typeof boardsRoutes.deleteBoardMembership>(
  'DELETE',
  '/boards/:code/membership',
)
/** What a board wrote to its members, newest first */
export const getBoardPushes = endpoint<typeof boardsRoutes.getBoardPushes>(
  'GET',
  '/console/boards/:code/pushes',
)
/** The boards I am in or may see, with what is missing to join */
export const getBoards = endpoint<typeof boardsRoutes.getBoards>('GET', '/boards')
/** All boards with their members, and who came and went this week */
export const getConsoleBoards = endpoint<typeof boardsRoutes.getConsoleBoards>(
  'GET',
  '/console/boards',
)
/** Register a board */
export const postBoard = endpoint<typeof boardsRoutes.postBoard>('POST', '/console/boards')
/** Join a board; who is in it stays in it */
export const postBoardMembership = endpoint<typeof boardsRoutes.postBoardMembership>(
  'POST',
  '/boards/:code/membership',
)
/** Write to the members of a board who meet its conditions */
export const postBoardPush = endpoint<typeof boardsRoutes.postBoardPush>(
  'POST',
  '/console/boards/:code/pushes',
)
/** Stop writing; what was sent stays sent */
export const postBoardPushStop = endpoint<typeof boardsRoutes.postBoardPushStop>(
  'POST',
  '/console/board-pushes/:pushId/stop',
)
/** Change a board; closed, nobody joins it any more */
export const putBoard = endpoint<typeof boardsRoutes.putBoard>('PUT', '/console/boards/:code')
/** Brands with their receivers and fees */
export const getConsoleBrands = endpoint<typeof catalogBrandRoutes.getConsoleBrands>(
  'GET',
  '/console/brands',
)
/** All categories, those at the top first */
export const getConsoleCategories = endpoint<typeof catalogBrandRoutes.getConsoleCategories>(
  'GET',
  '/console/categories',
)
/** Change a brand, as it was seen at `version`; placed orders keep their fee */
export const patchBrand = endpoint<typeof catalogBrandRoutes.patchBrand>(
  'PATCH',
  '/console/brands/:brandId',
)
/** Add a brand */
export const postBrand = endpoint<typeof catalogBrandRoutes.postBrand>('POST', '/console/brands')
/** Add a category, at the top or below one that is */
export const postCategory = endpoint<typeof catalogBrandRoutes.postCategory>(
  'POST',
  '/console/categories',
)
/** A product with all its variants, on sale or not */
export const getConsoleProduct = endpoint<typeof catalogConsoleRoutes.getConsoleProduct>(
  'GET',
  '/console/products/:productId',
)
/** Products, the last written first: all, or by words, state, brand, scarcity */
export const getConsoleProducts = endpoint<typeof catalogConsoleRoutes.getConsoleProducts>(
  'GET',
  '/console/products',
)
/** Change texts or category of a product, as it was seen at `version` */
export const patchProduct = endpoint<typeof catalogConsoleRoutes.patchProduct>(
  'PATCH',
  '/console/products/:productId',
)
/** Write a product; it is a draft until it is put on sale */
export const postProduct = endpoint<typeof catalogConsoleRoutes.postProduct>(
  'POST',
  '/console/products',
)
/** Put a product on sale, or take it off */
export const postPublication = endpoint<typeof catalogConsoleRoutes.postPublication>(
  'POST',
  '/console/products/:productId/publication',
)
/** Add a picture (JPEG, PNG, WebP or AVIF) behind the others */
export const postPicture = endpoint<typeof catalogPictureRoutes.postPicture>(
  'POST',
  '/console/products/:productId/pictures',
)
/** Show these pictures of a product in this order, as it was seen at `version`; what is left out is taken away, and put back by naming it again */
export const putPictures = endpoint<typeof catalogPictureRoutes.putPictures>(
  'PUT',
  '/console/products/:productId/pictures',
)
/** A file to fill in: the titles of the columns, and an example to write over */
export const getProductImportTemplate = endpoint<
  typeof catalogProductImportRoutes.getProductImportTemplate
>('GET', '/console/product-imports/template.csv')
/** Import products from a CSV file. Answers lines of JSON: `done` and `of` after each piece, and the `report` in the last; without it the import broke off, and the same file again finishes it */
export const postProductImport = endpoint<typeof catalogProductImportRoutes.postProductImport>(
  'POST',
  '/console/product-imports',
)
/** What an import of this CSV file (packed with gzip or not) would do; nothing is written */
export const postProductImportPreview = endpoint<
  typeof catalogProductImportRoutes.postProductImportPreview
>('POST', '/console/product-import-previews')
/** Brands, a hundred at a time */
export const getBrands = endpoint<typeof catalogRoutes.getBrands>('GET', '/brands')
/** All categories, those at the top first */
export const getCategories = endpoint<typeof catalogRoutes.getCategories>('GET', '/categories')
/** The products of these ids that are on sale, in this order, as they are now */
export const getChosenProducts = endpoint<typeof catalogRoutes.getChosenProducts>(
  'GET',
  '/products/chosen',
)
/** A product on sale with its variants, their prices and true stock */
export const getProduct = endpoint<typeof catalogRoutes.getProduct>('GET', '/products/:productId')
/** Products on sale: all, of a category or brand, or found by words */
export const getProducts = endpoint<typeof catalogRoutes.getProducts>('GET', '/products')
/** Products that what was typed so far may lead to */
export const getSuggestions = endpoint<typeof catalogRoutes.getSuggestions>(
  'GET',
  '/search/suggestions',
)
/** Every price the variant ever had, the newest first */
export const getSkuPrices = endpoint<typeof catalogSkuRoutes.getSkuPrices>(
  'GET',
  '/console/skus/:skuId/prices',
)
/** Rename a variant, put it on sale or take it off, as it was seen at `version` */
export const patchSku = endpoint<typeof catalogSkuRoutes.patchSku>('PATCH', '/console/skus/:skuId')
/** Add a variant with its price */
export const postSku = endpoint<typeof catalogSkuRoutes.postSku>(
  'POST',
  '/console/products/:productId/skus',
)
/** Add units to the stock, or (below 0) take free ones away */
export const postStockChange = endpoint<typeof catalogSkuRoutes.postStockChange>(
  'POST',
  '/console/skus/:skuId/stock-changes',
)
/** Set the price from now on, as the variant was seen at `version` */
export const putSkuPrice = endpoint<typeof catalogSkuRoutes.putSkuPrice>(
  'PUT',
  '/console/skus/:skuId/price',
)
/** The attachment index of a member over time, as it was told */
export const getAnchorHistory = endpoint<typeof insightAnchorRoutes.getAnchorHistory>(
  'GET',
  '/console/anchoring/members/:memberId',
)
/** Head members, or those whose index rose or fell most in thirty days, and why */
export const getAnchoredMembers = endpoint<typeof insightAnchorRoutes.getAnchoredMembers>(
  'GET',
  '/console/anchoring/members',
)
/** The attachment index: how well it tells who buys again, and how members stand in it */
export const getAnchoring = endpoint<typeof insightAnchorRoutes.getAnchoring>(
  'GET',
  '/console/anchoring',
)
/** Reach owned, how far it is used again, the repeat rate, and what another member costs */
export const getPoolAsset = endpoint<typeof insightPoolAssetRoutes.getPoolAsset>(
  'GET',
  '/console/pool-asset',
)
/** Members by the month of their first paid order, and how many bought again since */
export const getCohorts = endpoint<typeof insightRoutes.getCohorts>('GET', '/console/cohorts')
/** What waits for staff, the most urgent first, as far as one’s roles read it */
export const getNeeds = endpoint<typeof insightRoutes.getNeeds>('GET', '/console/needs')
/** How far the orders placed in a period have come, and where the others stopped */
export const getOrderPath = endpoint<typeof insightRoutes.getOrderPath>(
  'GET',
  '/console/order-path',
)
/** Orders paid in each hour of today (in China), and of the same weekday a week ago */
export const getOrdersByHour = endpoint<typeof insightRoutes.getOrdersByHour>(
  'GET',
  '/console/orders-by-hour',
)
/** Sales of each day (in China), at most 400 days; the last thirty by default */
export const getSalesByDay = endpoint<typeof insightRoutes.getSalesByDay>(
  'GET',
  '/console/sales-by-day',
)
/** How the shop does today, beside the same weekday a week ago until the same time */
export const getToday = endpoint<typeof insightRoutes.getToday>('GET', '/console/today')
/** Accounts of the ledger by id, of a unit, a purpose within it, or an owner */
export const getLedgerAccounts = endpoint<typeof ledgerRoutes.getLedgerAccounts>(
  'GET',
  '/console/ledger/accounts',
)
/** The chains of a reference (an order’s id) as they took place, or one by its id */
export const getLedgerChains = endpoint<typeof ledgerRoutes.getLedgerChains>(
  'GET',
  '/console/ledger/chains',
)
/** The whole ledger computed again and compared, at most once a minute */
export const getLedgerCheck = endpoint<typeof ledgerRoutes.getLedgerCheck>(
  'GET',
  '/console/ledger/check',
)
/** What happened on an account, newest first */
export const getLedgerEntries = endpoint<typeof ledgerRoutes.getLedgerEntries>(
  'GET',
  '/console/ledger/entries',
)
/** What was done, newest first; of one thing with `subject` */
export const getAudit = endpoint<typeof platformAuditRoutes.getAudit>('GET', '/console/audit')
/** Compute every seal of every log again and compare */
export const postAuditVerification = endpoint<typeof platformAuditRoutes.postAuditVerification>(
  'POST',
  '/console/audit/verification',
)
/** Whether the shop waits for its first owner */
export const getSetUp = endpoint<typeof platformSetUpRoutes.getSetUp>('GET', '/set-up')
/** Make the first owner, open the shop and be signed in; the link works once */
export const postSetUp = endpoint<typeof platformSetUpRoutes.postSetUp>('POST', '/set-up')
/** Check the first owner and show what their authenticator app needs; stores nothing */
export const postSetUpOwner = endpoint<typeof platformSetUpRoutes.postSetUpOwner>(
  'POST',
  '/set-up/owner',
)
/** Prove with a code that the app has the secret; stores nothing */
export const postSetUpSecondFactor = endpoint<typeof platformSetUpRoutes.postSetUpSecondFactor>(
  'POST',
  '/set-up/second-factor',
)
/** The shop as its owner changes it; null before it has a name */
export const getConsoleShop = endpoint<typeof platformShopRoutes.getConsoleShop>(
  'GET',
  '/console/shop',
)
/** The shop’s name and look, and whether this is the demo, which the pages say at their head */
export const getShopInfo = endpoint<typeof platformShopRoutes.getShopInfo>('GET', '/shop')
/** Change the shop as it was seen at `version` (0: it had no name) */
export const putConsoleShop = endpoint<typeof platformShopRoutes.putConsoleShop>(
  'PUT',
  '/console/shop',
)
/** Who is signed in to the console, and what they may do */
export const getConsoleMe = endpoint<typeof platformStaffRoutes.getConsoleMe>('GET', '/console/me')
/** All staff, by login */
export const getStaff = endpoint<typeof platformStaffRoutes.getStaff>('GET', '/console/staff')
/** Change somebody’s roles, shut them out or let them in; their sessions end */
export const patchStaff = endpoint<typeof platformStaffRoutes.patchStaff>(
  'PATCH',
  '/console/staff/:staffId',
)
/** Sign in as staff; says what is still needed */
export const postConsoleSignIn = endpoint<typeof platformStaffRoutes.postConsoleSignIn>(
  'POST',
  '/console/sign-in',
)
/** Sign out of the console */
export const postConsoleSignOut = endpoint<typeof platformStaffRoutes.postConsoleSignOut>(
  'POST',
  '/console/sign-out',
)
/** Add a staff member with a first password, which they change */
export const postStaff = endpoint<typeof platformStaffRoutes.postStaff>('POST', '/console/staff')
/** Confirm the app with a code of it, and be signed in */
export const postTotpEnrolment = endpoint<typeof platformStaffRoutes.postTotpEnrolment>(
  'POST',
  '/console/sign-in/totp-enrolments',
)
/** Change one’s password; every other session ends */
export const putPassword = endpoint<typeof platformStaffRoutes.putPassword>(
  'PUT',
  '/console/me/password',
)
/** How much of members’ attention was used, by whom, and who was refused */
export const getAttention = endpoint<typeof poolAttentionConsoleRoutes.getAttention>(
  'GET',
  '/console/attention',
)
/** Whom one can write to: every live segment with its members, and everybody */
export const getAudiences = endpoint<typeof poolAttentionConsoleRoutes.getAudiences>(
  'GET',
  '/console/outreach/audiences',
)
/** A message to a segment: how far it is, what became of it, and what came after */
export const getOutreachPage = endpoint<typeof poolAttentionConsoleRoutes.getOutreachPage>(
  'GET',
  '/console/outreach/:outreachId',
)
/** Messages to segments, newest first, and what became of each */
export const getOutreaches = endpoint<typeof poolAttentionConsoleRoutes.getOutreaches>(
  'GET',
  '/console/outreach',
)
/** The words that may be sent, newest first */
export const getTemplates = endpoint<typeof poolAttentionConsoleRoutes.getTemplates>(
  'GET',
  '/console/templates',
)
/** Send words to a segment, or to everybody: then the number of members is confirmed */
export const postOutreach = endpoint<typeof poolAttentionConsoleRoutes.postOutreach>(
  'POST',
  '/console/outreach',
)
/** Stop sending what is not sent yet */
export const postOutreachStop = endpoint<typeof poolAttentionConsoleRoutes.postOutreachStop>(
  'POST',
  '/console/outreach/:outreachId/stop',
)
/** Whom it would reach if it were sent now, and why others not; nothing is sent */
export const postReach = endpoint<typeof poolAttentionConsoleRoutes.postReach>(
  'POST',
  '/console/outreach/reach',
)
/** Write the words of a message */
export const postTemplate = endpoint<typeof poolAttentionConsoleRoutes.postTemplate>(
  'POST',
  '/console/templates',
)
/** Change budgets, shares and hours of quiet; windows that are open keep theirs */
export const putAttentionSettings = endpoint<
  typeof poolAttentionConsoleRoutes.putAttentionSettings
>('PUT', '/console/attention/settings')
/** Change words; those that were sent stay, and a new text is made */
export const putTemplate = endpoint<typeof poolAttentionConsoleRoutes.putTemplate>(
  'PUT',
  '/console/templates/:templateId',
)
/** What may be sent to me, when, and how much was this week */
export const getMyAttention = endpoint<typeof poolAttentionRoutes.getMyAttention>(
  'GET',
  '/me/attention',
)
/** I was asked whether what I do here may be kept under my name, and this is my answer */
export const postConsentAnswer = endpoint<typeof poolAttentionRoutes.postConsentAnswer>(
  'POST',
  '/me/consent-answers',
)
/** End the messages this link came with, without signing in */
export const postUnsubscribe = endpoint<typeof poolAttentionRoutes.postUnsubscribe>(
  'POST',
  '/unsubscribe',
)
/** What this link would end; nothing is ended by looking */
export const postUnsubscribeCheck = endpoint<typeof poolAttentionRoutes.postUnsubscribeCheck>(
  'POST',
  '/unsubscribe/check',
)
/** I agree to a purpose on a channel, or not any more; at once */
export const putMyConsent = endpoint<typeof poolAttentionRoutes.putMyConsent>('PUT', '/me/consents')
/** When I want to hear nothing; null for the usual hours */
export const putMyQuietHours = endpoint<typeof poolAttentionRoutes.putMyQuietHours>(
  'PUT',
  '/me/quiet-hours',
)
/** Tell what was looked at and done; the same fact again changes nothing */
export const postFacts = endpoint<typeof poolFactsRoutes.postFacts>('POST', '/facts')
/** What a person is known by, masked; of everybody who is the same human */
export const getMemberIdentities = endpoint<typeof poolIdentityRoutes.getMemberIdentities>(
  'GET',
  '/console/members/:memberId/identities',
)
/** Persons that may be one human, for staff to look at; the oldest first */
export const getMergeProposals = endpoint<typeof poolIdentityRoutes.getMergeProposals>(
  'GET',
  '/console/merge-proposals',
)
/** Merges with their evidence, newest first; of one person, all of the same human */
export const getMerges = endpoint<typeof poolIdentityRoutes.getMerges>('GET', '/console/merges')
/** Add what a member is known by; one that is another’s becomes a proposal */
export const postMemberIdentity = endpoint<typeof poolIdentityRoutes.postMemberIdentity>(
  'POST',
  '/console/members/:memberId/identities',
)
/** Join two persons that staff know to be one human */
export const postMerge = endpoint<typeof poolIdentityRoutes.postMerge>('POST', '/console/merges')
/** Say whether two persons are one human */
export const postMergeDecision = endpoint<typeof poolIdentityRoutes.postMergeDecision>(
  'POST',
  '/console/merge-proposals/:proposalId/decision',
)
/** Take a decision back: the proposal waits again, and its merge is undone */
export const postMergeReopening = endpoint<typeof poolIdentityRoutes.postMergeReopening>(
  'POST',
  '/console/merge-proposals/:proposalId/reopening',
)
/** Take a merge back: everything returns to whom it was */
export const postMergeUndoing = endpoint<typeof poolIdentityRoutes.postMergeUndoing>(
  'POST',
  '/console/merges/:mergeId/undoing',
)
/** Find a member by exactly what they are known by; the search is audited */
export const postPersonSearch = endpoint<typeof poolIdentityRoutes.postPersonSearch>(
  'POST',
  '/console/person-searches',
)
/** Take away what a member is known by */
export const removeMemberIdentity = endpoint<typeof poolIdentityRoutes.removeMemberIdentity>(
  'DELETE',
  '/console/members/:memberId/identities/:identityId',
)
/** Forget the file now: its parts and the rows that were not taken */
export const deleteMemberImport = endpoint<typeof poolImportImportRoutes.deleteMemberImport>(
  'DELETE',
  '/console/member-imports/:importId',
)
/** An import: where it is, and what it found and did */
export const getMemberImport = endpoint<typeof poolImportImportRoutes.getMemberImport>(
  'GET',
  '/console/member-imports/:importId',
)
/** The rows that were not taken, each with its line and why */
export const getMemberImportBadRows = endpoint<
  typeof poolImportImportRoutes.getMemberImportBadRows
>('GET', '/console/member-imports/:importId/bad-rows.csv')
/** The first rows of the file, and what its columns seem to be */
export const getMemberImportPreview = endpoint<
  typeof poolImportImportRoutes.getMemberImportPreview
>('GET', '/console/member-imports/:importId/preview')
/** The last imports of members, newest first */
export const getMemberImports = endpoint<typeof poolImportImportRoutes.getMemberImports>(
  'GET',
  '/console/member-imports',
)
/** Begin an import: a CSV or XLSX file of so many bytes will come in parts */
export const postMemberImport = endpoint<typeof poolImportImportRoutes.postMemberImport>(
  'POST',
  '/console/member-imports',
)
/** Read every row and say what would happen; no member changes */
export const postMemberImportCheck = endpoint<typeof poolImportImportRoutes.postMemberImportCheck>(
  'POST',
  '/console/member-imports/:importId/check',
)
/** Bring in what was checked, or go on where it was stopped */
export const postMemberImportStart = endpoint<typeof poolImportImportRoutes.postMemberImportStart>(
  'POST',
  '/console/member-imports/:importId/start',
)
/** Stop; what was brought in stays */
export const postMemberImportStop = endpoint<typeof poolImportImportRoutes.postMemberImportStop>(
  'POST',
  '/console/member-imports/:importId/stop',
)
/** A part of the file; all are of `partBytes`, the last of what remains. In any order, twice too */
export const putMemberImportPart = endpoint<typeof poolImportImportRoutes.putMemberImportPart>(
  'PUT',
  '/console/member-imports/:importId/parts/:number',
)
/** My messages, newest first */
export const getInbox = endpoint<typeof poolInboxRoutes.getInbox>('GET', '/inbox')
/** How many messages wait to be read, counted up to 100; none for who is not signed in */
export const getUnread = endpoint<typeof poolInboxRoutes.getUnread>('GET', '/inbox/unread')
/** I have read my messages up to this one */
export const postInboxRead = endpoint<typeof poolInboxRoutes.postInboxRead>('POST', '/inbox/read')
/** A journey as it is written */
export const getJourney = endpoint<typeof poolJourneyJourneyRoutes.getJourney>(
  'GET',
  '/console/journeys/:journeyId',
)
/** Where people are in a journey, and what it brought about, with how sure that is */
export const getJourneyReport = endpoint<typeof poolJourneyJourneyRoutes.getJourneyReport>(
  'GET',
  '/console/journeys/:journeyId/report',
)
/** All journeys, with how many came in and are under way */
export const getJourneys = endpoint<typeof poolJourneyJourneyRoutes.getJourneys>(
  'GET',
  '/console/journeys',
)
/** Write a journey; it does nothing before it is started */
export const postJourney = endpoint<typeof poolJourneyJourneyRoutes.postJourney>(
  'POST',
  '/console/journeys',
)
/** Nobody comes in and nobody moves until it is resumed */
export const postJourneyPause = endpoint<typeof poolJourneyJourneyRoutes.postJourneyPause>(
  'POST',
  '/console/journeys/:journeyId/pause',
)
/** What a journey would meet if it started now; nothing is written */
export const postJourneyPreview = endpoint<typeof poolJourneyJourneyRoutes.postJourneyPreview>(
  'POST',
  '/console/journey-previews',
)
/** Go on; what came due meanwhile is done now */
export const postJourneyResume = endpoint<typeof poolJourneyJourneyRoutes.postJourneyResume>(
  'POST',
  '/console/journeys/:journeyId/resume',
)
/** Start what is written as a new version; who is under way finishes on theirs */
export const postJourneyStart = endpoint<typeof poolJourneyJourneyRoutes.postJourneyStart>(
  'POST',
  '/console/journeys/:journeyId/start',
)
/** Stop for good: whoever is under way gets no further */
export const postJourneyStop = endpoint<typeof poolJourneyJourneyRoutes.postJourneyStop>(
  'POST',
  '/console/journeys/:journeyId/stop',
)
/** Change what is written; what runs goes on as it is until it is started anew */
export const putJourney = endpoint<typeof poolJourneyJourneyRoutes.putJourney>(
  'PUT',
  '/console/journeys/:journeyId',
)
/** Forget what the shop was told of a member */
export const deleteMemberField = endpoint<typeof poolProfileConsoleRoutes.deleteMemberField>(
  'DELETE',
  '/console/members/:memberId/fields/:field',
)
/** One person with everything that is known, by any id of theirs; phones are masked */
export const getMember = endpoint<typeof poolProfileConsoleRoutes.getMember>(
  'GET',
  '/console/members/:memberId',
)
/** How many people stand in which stage, now and at the end of each of the last days */
export const getMemberStages = endpoint<typeof poolProfileConsoleRoutes.getMemberStages>(
  'GET',
  '/console/member-stages',
)
/** Everything that happened to a person, newest first */
export const getMemberStory = endpoint<typeof poolProfileConsoleRoutes.getMemberStory>(
  'GET',
  '/console/members/:memberId/story',
)
/** Everybody the pool knows, visitors too: whoever did something last first */
export const getMembers = endpoint<typeof poolProfileConsoleRoutes.getMembers>(
  'GET',
  '/console/members',
)
/** Buyers in fifths by recency, frequency and money, and what each cell spends next */
export const getRfm = endpoint<typeof poolProfileConsoleRoutes.getRfm>('GET', '/console/rfm')
/** The tags in use, those that most people have first; a hundred at most */
export const getTagNames = endpoint<typeof poolProfileConsoleRoutes.getTagNames>(
  'GET',
  '/console/tags',
)
/** Read a member’s whole phone; who read it is audited */
export const postPhoneReading = endpoint<typeof poolProfileConsoleRoutes.postPhoneReading>(
  'POST',
  '/console/members/:memberId/phone-readings',
)
/** Set what the shop was told of a member */
export const putMemberField = endpoint<typeof poolProfileConsoleRoutes.putMemberField>(
  'PUT',
  '/console/members/:memberId/fields/:field',
)
/** Take a tag off a person */
export const deleteMemberTag = endpoint<typeof poolProfileTagRoutes.deleteMemberTag>(
  'DELETE',
  '/console/members/:memberId/tags/:tag',
)
/** Take a tag of mine away; it does not come back */
export const deleteMyTag = endpoint<typeof poolProfileTagRoutes.deleteMyTag>(
  'DELETE',
  '/me/tags/:tag',
)
/** End a rule: the tags it set go */
export const deleteTagRule = endpoint<typeof poolProfileTagRoutes.deleteTagRule>(
  'DELETE',
  '/console/tag-rules/:ruleId',
)
/** The tags that the shop has put on me, with where each comes from */
export const getMyTags = endpoint<typeof poolProfileTagRoutes.getMyTags>('GET', '/me/tags')
/** Tags that are set by rule: who is in the segment has the tag */
export const getTagRules = endpoint<typeof poolProfileTagRoutes.getTagRules>(
  'GET',
  '/console/tag-rules',
)
/** Give a person a tag, for some days or for good */
export const postMemberTag = endpoint<typeof poolProfileTagRoutes.postMemberTag>(
  'POST',
  '/console/members/:memberId/tags',
)
/** Give a tag to whoever is in a segment, from now on */
export const postTagRule = endpoint<typeof poolProfileTagRoutes.postTagRule>(
  'POST',
  '/console/tag-rules',
)
/** Everything that is held about me, by kind: from where, why, until when, and the newest of it */
export const getMyData = endpoint<typeof poolRightsRoutes.getMyData>('GET', '/me/data')
/** All of it, to keep or to take elsewhere */
export const getMyDataFile = endpoint<typeof poolRightsRoutes.getMyDataFile>('GET', '/me/data.json')
/** What I am known by */
export const getMyIdentities = endpoint<typeof poolRightsRoutes.getMyIdentities>(
  'GET',
  '/me/identities',
)
/** Say or correct my birthday, gender or city; null takes it away */
export const patchMyFields = endpoint<typeof poolRightsRoutes.patchMyFields>('PATCH', '/me/fields')
/** Close my account at once and for good, with a code as for signing in */
export const postClosing = endpoint<typeof poolRightsRoutes.postClosing>('POST', '/me/closing')
/** Send a code to my phone, to close my account with */
export const postClosingCode = endpoint<typeof poolRightsRoutes.postClosingCode>(
  'POST',
  '/me/closing/codes',
)
/** Sign in with another phone, too; the code that was sent to it proves that it is mine */
export const postMyPhone = endpoint<typeof poolRightsRoutes.postMyPhone>('POST', '/me/phones')
/** Do not know me by this any more */
export const removeMyIdentity = endpoint<typeof poolRightsRoutes.removeMyIdentity>(
  'DELETE',
  '/me/identities/:identityId',
)
/** The addresses of whoever is signed in, the last changed first */
export const getAddresses = endpoint<typeof poolRoutes.getAddresses>('GET', '/addresses')
/** Who is signed in */
export const getMyself = endpoint<typeof poolRoutes.getMyself>('GET', '/me')
/** Change the nickname */
export const patchMyself = endpoint<typeof poolRoutes.patchMyself>('PATCH', '/me')
/** Add an address */
export const postAddress = endpoint<typeof poolRoutes.postAddress>('POST', '/addresses')
/** Sign in with a code; the first time makes the member */
export const postSignIn = endpoint<typeof poolRoutes.postSignIn>('POST', '/sign-in')
/** Ask for a sign-in code by text message */
export const postSignInCode = endpoint<typeof poolRoutes.postSignInCode>('POST', '/sign-in/codes')
/** Sign out, here or everywhere */
export const postSignOut = endpoint<typeof poolRoutes.postSignOut>('POST', '/sign-out')
/** Change an address; orders that were placed keep the old one */
export const putAddress = endpoint<typeof poolRoutes.putAddress>('PUT', '/addresses/:addressId')
/** Delete an address; orders that were placed keep it */
export const removeAddress = endpoint<typeof poolRoutes.removeAddress>(
  'DELETE',
  '/addresses/:addressId',
)
/** A segment: its rule, its size over time, some of its people, and who uses it */
export const getSegment = endpoint<typeof poolSegmentRoutes.getSegment>(
  'GET',
  '/console/segments/:segmentId',
)
/** What a rule can name: the tags in use */
export const getSegmentChoices = endpoint<typeof poolSegmentRoutes.getSegmentChoices>(
  'GET',
  '/console/segment-choices',
)
/** How many people are in exactly which of some segments, for every combination */
export const getSegmentOverlap = endpoint<typeof poolSegmentRoutes.getSegmentOverlap>(
  'GET',
  '/console/segment-overlap',
)
/** All segments with their size, how far they are filled, their cost and last failure */
export const getSegments = endpoint<typeof poolSegmentRoutes.getSegments>(
  'GET',
  '/console/segments',
)
/** Make a segment; it is filled at once and kept current from then on */
export const postSegment = endpoint<typeof poolSegmentRoutes.postSegment>(
  'POST',
  '/console/segments',
)
/** Archive a segment: nobody is in it any more, and it can be taken up again */
export const postSegmentArchiving = endpoint<typeof poolSegmentRoutes.postSegmentArchiving>(
  'POST',
  '/console/segments/:segmentId/archiving',
)
/** How many people a rule is about now, and how many of them are in other segments */
export const postSegmentCount = endpoint<typeof poolSegmentRoutes.postSegmentCount>(
  'POST',
  '/console/segment-counts',
)
/** Take an archived segment up again; it is filled anew */
export const postSegmentRestoring = endpoint<typeof poolSegmentRoutes.postSegmentRestoring>(
  'POST',
  '/console/segments/:segmentId/restoring',
)
/** Change a segment; what it was stays among its versions */
export const putSegment = endpoint<typeof poolSegmentRoutes.putSegment>(
  'PUT',
  '/console/segments/:segmentId',
)
/** All disputes, newest first */
export const getConsoleDisputes = endpoint<typeof tradeAfterSaleConsoleRoutes.getConsoleDisputes>(
  'GET',
  '/console/disputes',
)
/** All refunds, newest first */
export const getConsoleRefunds = endpoint<typeof tradeAfterSaleConsoleRoutes.getConsoleRefunds>(
  'GET',
  '/console/refunds',
)
/** Open a refund for a buyer, whatever the time */
export const postConsoleRefund = endpoint<typeof tradeAfterSaleConsoleRoutes.postConsoleRefund>(
  'POST',
  '/console/orders/:orderId/refunds',
)
/** Decide a dispute: so much goes back to the buyer, the rest goes on to the brands */
export const postDisputeDecision = endpoint<typeof tradeAfterSaleConsoleRoutes.postDisputeDecision>(
  'POST',
  '/console/disputes/:disputeId/decision',
)
/** Approve or refuse a refund; `stuck` in the answer means its receiver cannot give it now */
export const postRefundDecision = endpoint<typeof tradeAfterSaleConsoleRoutes.postRefundDecision>(
  'POST',
  '/console/refunds/:refundId/decision',
)
/** Dispute an order: nothing of it is released or refunded until staff decide */
export const postDispute = endpoint<typeof tradeAfterSaleRoutes.postDispute>(
  'POST',
  '/orders/:orderId/disputes',
)
/** Withdraw a dispute; the order goes on */
export const postDisputeWithdrawal = endpoint<typeof tradeAfterSaleRoutes.postDisputeWithdrawal>(
  'POST',
  '/orders/:orderId/disputes/:disputeId/withdrawal',
)
/** Ask for money back: cancel what was not sent, return it, or keep it */
export const postRefund = endpoint<typeof tradeAfterSaleRoutes.postRefund>(
  'POST',
  '/orders/:orderId/refunds',
)
/** Take back a request for money that nobody decided yet */
export const postRefundWithdrawal = endpoint<typeof tradeAfterSaleRoutes.postRefundWithdrawal>(
  'POST',
  '/orders/:orderId/refunds/:refundId/withdrawal',
)
/** What I bought before and is still sold, the last first, as it is now; nothing for who is not signed in */
export const getBought = endpoint<typeof tradeBoughtRoutes.getBought>('GET', '/bought')
/** Take an article out of the cart */
export const deleteCartLine = endpoint<typeof tradeCartRoutes.deleteCartLine>(
  'DELETE',
  '/cart/lines/:skuId',
)
/** The cart, with present prices and what is available */
export const getCart = endpoint<typeof tradeCartRoutes.getCart>('GET', '/cart')
/** Coupons that the member can use now */
export const getCoupons = endpoint<typeof tradeCartRoutes.getCoupons>('GET', '/coupons')
/** Flash sales that run, and those of the coming week */
export const getFlashSales = endpoint<typeof tradeCartRoutes.getFlashSales>('GET', '/flash-sales')
/** Put what was collected before signing in beside what is in the cart, as far as it is sold; of what is in it already the larger quantity stays */
export const postCollected = endpoint<typeof tradeCartRoutes.postCollected>(
  'POST',
  '/cart/collected',
)
/** What an order of these lines would cost now, and what stands in its way */
export const postQuote = endpoint<typeof tradeCartRoutes.postQuote>('POST', '/quotes')
/** What a visitor has collected, as a cart with present prices; nothing is kept */
export const postVisitorCart = endpoint<typeof tradeCartRoutes.postVisitorCart>(
  'POST',
  '/visitor-carts',
)
/** Put an article into the cart, or change how many */
export const putCartLine = endpoint<typeof tradeCartRoutes.putCartLine>('PUT', '/cart/lines/:skuId')
/** Open cases, the longest waiting first; or with open=false the closed ones */
export const getCases = endpoint<typeof tradeCaseRoutes.getCases>('GET', '/console/cases')
/** Close a case with how it ended */
export const postCaseClosing = endpoint<typeof tradeCaseRoutes.postCaseClosing>(
  'POST',
  '/console/cases/:caseId/closing',
)
/** An order with everything about it */
export const getConsoleOrder = endpoint<typeof tradeOrderConsoleRoutes.getConsoleOrder>(
  'GET',
  '/console/orders/:orderId',
)
/** Orders, newest first: all, or by state, day, member, number, parcel or goods */
export const getConsoleOrders = endpoint<typeof tradeOrderConsoleRoutes.getConsoleOrders>(
  'GET',
  '/console/orders',
)
/** How many orders there are of each state; none is counted beyond `countMax` */
export const getOrderCounts = endpoint<typeof tradeOrderConsoleRoutes.getOrderCounts>(
  'GET',
  '/console/order-counts',
)
/** All orders as CSV, newest first, each once and as it stood when its row was read; audited */
export const getOrdersCsv = endpoint<typeof tradeOrderConsoleRoutes.getOrdersCsv>(
  'GET',
  '/console/orders.csv',
)
/** Read the address an order goes to; the reading is recorded */
export const postOrderAddressReading = endpoint<
  typeof tradeOrderConsoleRoutes.postOrderAddressReading
>('POST', '/console/orders/:orderId/address-readings')
/** Send a brand’s lines of an order */
export const postShipment = endpoint<typeof tradeOrderConsoleRoutes.postShipment>(
  'POST',
  '/console/orders/:orderId/shipments',
)
/** Send many parcels with one carrier; each is shipped or refused by itself */
export const postShipments = endpoint<typeof tradeOrderConsoleRoutes.postShipments>(
  'POST',
  '/console/shipments',
)
/** How many of my orders wait for what, each counted up to 100 */
export const getMyOrderCounts = endpoint<typeof tradeOrderRoutes.getMyOrderCounts>(
  'GET',
  '/orders/counts',
)
/** One of my orders with everything about it */
export const getOrder = endpoint<typeof tradeOrderRoutes.getOrder>('GET', '/orders/:orderId')
/** Where one of my orders goes; null when the address was erased */
export const getOrderAddress = endpoint<typeof tradeOrderRoutes.getOrderAddress>(
  'GET',
  '/orders/:orderId/address',
)
/** My orders, newest first */
export const getOrders = endpoint<typeof tradeOrderRoutes.getOrders>('GET', '/orders')
/** Give up an order that is not paid yet */
export const postCancellation = endpoint<typeof tradeOrderRoutes.postCancellation>(
  'POST',
  '/orders/:orderId/cancellation',
)
/** Buy again: what the order had goes into the cart, as far as it is still sold */
export const postCartLines = endpoint<typeof tradeOrderRoutes.postCartLines>(
  'POST',
  '/orders/:orderId/cart-lines',
)
/** Place an order at the prices that were shown, and begin to pay it */
export const postOrder = endpoint<typeof tradeOrderRoutes.postOrder>('POST', '/orders')
/** Pay an order that is still waiting, by another way or once more */
export const postPayment = endpoint<typeof tradeOrderRoutes.postPayment>(
  'POST',
  '/orders/:orderId/payments',
)
/** The payment institution tells what became of our instructions (signed) */
export const postPaymentNotice = endpoint<typeof tradeOrderRoutes.postPaymentNotice>(
  'POST',
  '/payments/notices',
)
/** Confirm that the goods arrived; the money is then released to the brands */
export const postReceipt = endpoint<typeof tradeOrderRoutes.postReceipt>(
  'POST',
  '/orders/:orderId/receipt',
)
/** All coupons with what is used and left, newest first */
export const getConsoleCoupons = endpoint<typeof tradePromotionRoutes.getConsoleCoupons>(
  'GET',
  '/console/coupons',
)
/** A flash sale and how it goes: what is left, what waits, what was sold and when */
export const getConsoleFlashSale = endpoint<typeof tradePromotionRoutes.getConsoleFlashSale>(
  'GET',
  '/console/flash-sales/:saleId',
)
/** All flash sales, newest first */
export const getConsoleFlashSales = endpoint<typeof tradePromotionRoutes.getConsoleFlashSales>(
  'GET',
  '/console/flash-sales',
)
/** Make a coupon: so many in all, so many per member */
export const postCoupon = endpoint<typeof tradePromotionRoutes.postCoupon>(
  'POST',
  '/console/coupons',
)
/** Plan a flash sale and set its goods aside */
export const postFlashSale = endpoint<typeof tradePromotionRoutes.postFlashSale>(
  'POST',
  '/console/flash-sales',
)
/** End a flash sale before its time */
export const postFlashSaleEnd = endpoint<typeof tradePromotionRoutes.postFlashSaleEnd>(
  'POST',
  '/console/flash-sales/:saleId/end',
)
/** What a brand was given and paid, from the first to the last day; this month by default */
export const getBrandStatement = endpoint<typeof tradeSettlementRoutes.getBrandStatement>(
  'GET',
  '/console/brands/:brandId/statement',
)
/** The same as CSV, with what was due after each line; audited */
export const getBrandStatementCsv = endpoint<typeof tradeSettlementRoutes.getBrandStatementCsv>(
  'GET',
  '/console/brands/:brandId/statement.csv',
)
/** Which institution holds the money; a sandbox plays one and moves none */
export const getPaymentInstitution = endpoint<typeof tradeSettlementRoutes.getPaymentInstitution>(
  'GET',
  '/console/payment-institution',
)
/** Payouts to brands, newest first */
export const getPayouts = endpoint<typeof tradeSettlementRoutes.getPayouts>(
  'GET',
  '/console/payouts',
)
/** A comparison with everything in it that is on its way or unexplained */
export const getReconciliation = endpoint<typeof tradeSettlementRoutes.getReconciliation>(
  'GET',
  '/console/reconciliations/:reconciliationId',
)
/** Comparisons with the institution’s bills, the last one first */
export const getReconciliations = endpoint<typeof tradeSettlementRoutes.getReconciliations>(
  'GET',
  '/console/reconciliations',
)
/** Pay out what is due to these brands, or to all; each at most once a day */
export const postPayouts = endpoint<typeof tradeSettlementRoutes.postPayouts>(
  'POST',
  '/console/payouts',
)
/** Compare the institution’s bill of a day, and its balances, with ours */
export const postReconciliation = endpoint<typeof tradeSettlementRoutes.postReconciliation>(
  'POST',
  '/console/reconciliations',
)
/** What each channel is credited with by every model, what it cost, and what the next buyer costs */
export const getAttribution = endpoint<typeof trafficAttributionRoutes.getAttribution>(
  'GET',
  '/console/attribution',
)
/** A campaign: its elements, its figures and each day */
export const getConsoleCampaign = endpoint<typeof trafficCampaignRoutes.getConsoleCampaign>(
  'GET',
  '/console/campaigns/:campaignId',
)
/** All campaigns with what they brought and cost in these days */
export const getConsoleCampaigns = endpoint<typeof trafficCampaignRoutes.getConsoleCampaigns>(
  'GET',
  '/console/campaigns',
)
/** Plan a campaign by its route and its four elements */
export const postCampaign = endpoint<typeof trafficCampaignRoutes.postCampaign>(
  'POST',
  '/console/campaigns',
)
/** Change a campaign as it was seen at `version` */
export const putCampaign = endpoint<typeof trafficCampaignRoutes.putCampaign>(
  'PUT',
  '/console/campaigns/:campaignId',
)
/** A channel: its figures, each day, and why visits were left out */
export const getConsoleChannel = endpoint<typeof trafficChannelRoutes.getConsoleChannel>(
  'GET',
  '/console/channels/:channelId',
)
/** All channels with what they brought and cost in these days */
export const getConsoleChannels = endpoint<typeof trafficChannelRoutes.getConsoleChannels>(
  'GET',
  '/console/channels',
)
/** Change a channel as it was seen at `version`, or close it */
export const patchChannel = endpoint<typeof trafficChannelRoutes.patchChannel>(
  'PATCH',
  '/console/channels/:channelId',
)
/** Add a channel; whoever adds it answers for it unless somebody else is named */
export const postChannel = endpoint<typeof trafficChannelRoutes.postChannel>(
  'POST',
  '/console/channels',
)
/** Say that visits of these days are of people after all, or are not; `rules` gives them back to the rules */
export const postOverruling = endpoint<typeof trafficChannelRoutes.postOverruling>(
  'POST',
  '/console/channels/:channelId/overrulings',
)
/** A file of costs to fill in: the titles of the columns, and an example to write over */
export const getCostTemplate = endpoint<typeof trafficCostRoutes.getCostTemplate>(
  'GET',
  '/console/cost-imports/template.csv',
)
/** Costs by day, the last first, with those that a correction replaced */
export const getCosts = endpoint<typeof trafficCostRoutes.getCosts>('GET', '/console/costs')
/** Note the costs of this CSV file; bad rows are told and stop nothing */
export const postCostImport = endpoint<typeof trafficCostRoutes.postCostImport>(
  'POST',
  '/console/cost-imports',
)
/** What this CSV file of costs would change; nothing is written */
export const postCostImportPreview = endpoint<typeof trafficCostRoutes.postCostImportPreview>(
  'POST',
  '/console/cost-import-previews',
)
/** Note what a channel (and campaign) cost on a day; what stood there before is kept */
export const putCost = endpoint<typeof trafficCostRoutes.putCost>('PUT', '/console/costs')
/** What invitations came to, who invites most, and what looks arranged */
export const getConsoleInvites = endpoint<typeof trafficInviteConsoleRoutes.getConsoleInvites>(
  'GET',
  '/console/invites',
)
/** Newcomers by invitation, the last first */
export const getConsoleNewcomers = endpoint<typeof trafficInviteConsoleRoutes.getConsoleNewcomers>(
  'GET',
  '/console/invites/newcomers',
)
/** Set a suspicion aside: the newcomer is a person of their own after all */
export const postInviteAcceptance = endpoint<
  typeof trafficInviteConsoleRoutes.postInviteAcceptance
>('POST', '/console/invites/:newcomerId/acceptance')
/** What an invitation is worth to who joins from now on; the first opens invitations */
export const putInviteTerms = endpoint<typeof trafficInviteConsoleRoutes.putInviteTerms>(
  'PUT',
  '/console/invites/terms',
)
/** My invitation link, what an invitation is worth, and what came of mine */
export const getMyInvites = endpoint<typeof trafficInviteRoutes.getMyInvites>('GET', '/me/invites')
/** My invitation link, made with the first asking */
export const postInviteLink = endpoint<typeof trafficInviteRoutes.postInviteLink>(
  'POST',
  '/me/invites/link',
)
/** Links, newest first, with what each brought */
export const getConsoleLinks = endpoint<typeof trafficLinkRoutes.getConsoleLinks>(
  'GET',
  '/console/links',
)
/** Make a short link into the shop for a channel, a store or an employee */
export const postLink = endpoint<typeof trafficLinkRoutes.postLink>('POST', '/console/links')
/** Close a link, which then leads home and credits nobody; or open it again */
export const postLinkClosing = endpoint<typeof trafficLinkRoutes.postLinkClosing>(
  'POST',
  '/console/links/:linkId/closing',
)
/** Rules for arrivals without a link, and what came in 30 days that no rule knows */
export const getSources = endpoint<typeof trafficSourceRoutes.getSources>('GET', '/console/sources')
/** Say which channel an arrival means from now on: by its source, or medium and name too */
export const postSourceRule = endpoint<typeof trafficSourceRoutes.postSourceRule>(
  'POST',
  '/console/sources',
)
/** Take a rule back; what it gave stays */
export const postSourceRuleRemoval = endpoint<typeof trafficSourceRoutes.postSourceRuleRemoval>(
  'POST',
  '/console/sources/removals',
)
/** A page of the shop was opened from outside. Answers whether it was counted: not with Global Privacy Control, and not for programs that only look */
export const postVisit = endpoint<typeof trafficVisitRoutes.postVisit>('POST', '/visits')
