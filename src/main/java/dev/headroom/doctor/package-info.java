/**
 * Looks whether an installation can work, from both ends: signs in to Chat, and sends callbacks the
 * way Chat does. Says what is wrong with cause and remedy; changes nothing.
 *
 * <p>Stands outside the service: knows {@code chat}, {@code config}, {@code http}, and of {@code
 * callback} its probe. It begins at {@code Doctor}; what it says is a {@code Finding}.
 */
package dev.headroom.doctor;
