/**
 * A run: reads a full group again, judges its members by the policy, ranks those who may go, and
 * removes as many as are wanted, in batches, each written down before it is carried out. The same
 * without the removal is a plan.
 *
 * <p>The only room that calls {@code delete}. Knows {@code jobs}, {@code ledger}, {@code store},
 * {@code chat}, {@code config} and {@code event}; what it reads and writes of the database is
 * behind {@code RunBook}. {@code Pruner} takes a task, {@code PruneRun} is the run, {@code Judge}
 * the policy.
 */
package dev.headroom.prune;
