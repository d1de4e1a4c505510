/**
 * Looks for full groups whose callback was lost, within a share of the call budget; asks for room
 * in them as a callback would, or lists them.
 *
 * <p>Shares nothing with a run but Chat: it makes jobs and removes nobody. Knows {@code jobs},
 * {@code ledger}, {@code store}, {@code chat}, {@code config} and {@code event}. {@code Sweep}
 * begins passes, {@code SweepPass} is one; of several nodes one at a time has the turn.
 */
package dev.headroom.sweep;
