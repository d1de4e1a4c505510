/**
 * The job table and who works on it: a group that is full is one job, however often it calls. Here
 * it is made durable, claimed under a lease, given to a worker, retried, parked, paused, and given
 * up; also what operators ask of a group, and how a changed policy comes into force.
 *
 * <p>Knows {@code ledger}, {@code store}, {@code config} and {@code event}; what a worker does with
 * a task it does not. {@code JobTable} is the table, {@code Dispatcher} gives its jobs to the
 * {@code WorkVerticle}s, {@code Jobs} is how callbacks come in.
 */
package dev.headroom.jobs;
