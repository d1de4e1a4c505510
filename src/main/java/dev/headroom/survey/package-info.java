/**
 * Looks at all groups of an app, tells what Headroom would find and do there, and does nothing.
 *
 * <p>Judges by {@code prune}'s own plan. Knows also {@code chat}, {@code ledger} and {@code event}.
 * {@code Survey} walks, {@code SurveyReport} is the result.
 */
package dev.headroom.survey;
