/**
 * The stories that the sandbox plays: people come to groups of the simulated backend, the backend
 * calls back, a service under test makes room, and the story tells what it saw. Each checks its own
 * ending.
 *
 * <p>Whatever happens goes over HTTP; nothing here knows the service from the inside. Stories run
 * on a thread of their own and wait on it.
 */
package dev.headroom.sandbox.story;
