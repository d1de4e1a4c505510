/**
 * A simulated Tencent Chat backend: groups, members, the REST calls a pruner needs, signed
 * callbacks, faults on demand, and a record of every rule of the wire that a client broke.
 *
 * <p>It knows the wire only and shares no code with the service it tests, so that a mistake made on
 * one side shows on the other. It may know no other package of Headroom's.
 *
 * <p>{@link dev.headroom.sandbox.SandboxBackend} is where one begins; {@link
 * dev.headroom.sandbox.SandboxApp} and {@link dev.headroom.sandbox.SandboxGroup} are what a test
 * describes and looks at. A request goes through {@code CallHandler}, {@code RequestGate} and
 * {@code ChatApiCalls} to the class of its kind of call.
 */
package dev.headroom.sandbox;
