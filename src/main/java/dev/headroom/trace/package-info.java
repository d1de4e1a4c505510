/**
 * Traces of OpenTelemetry, from callback to deletion; nothing of it is loaded unless an exporter is
 * configured.
 *
 * <p>Stands between rooms, so that they know nothing of it. {@code Tracing} is all that others see.
 */
package dev.headroom.trace;
