/**
 * A simulated Tencent Chat backend: groups, members, the REST calls a pruner needs, signed
 * callbacks, faults on demand, and a record of every rule of the wire that a client broke.
 *
 * <p>It knows the wire only and shares no code with the service it tests, so that a mistake made on
 * one side shows on the other.
 */
package dev.headroom.sandbox;
