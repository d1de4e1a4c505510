/** Traces of OpenTelemetry; nothing of it is loaded unless an exporter is configured. */
package dev.headroom.trace;
