/**
 * What runs meant to do and did, for as long as it is kept: runs, removals, restores, and what
 * operators did; its pages, its export, its retention, forgetting an account, and the outbox from
 * which {@code group.pruned} is published.
 *
 * <p>Knows {@code store} and {@code event}. Most of it are functions on a transaction that the
 * caller owns, so that ledger and job table change together. {@code Ledger} is written by runs,
 * {@code RunHistory} is read.
 */
package dev.headroom.ledger;
