/**
 * The callback port: takes what Tencent calls back, checks it, and answers within its 2 s. A
 * callback is answered with OK when its event is durable, which is the work of who stands behind
 * {@code Intake}; the port itself keeps nothing but counts, for those who ask why a callback does
 * not arrive. Also the probe that the doctor sends.
 *
 * <p>Knows {@code http}, {@code config} and {@code event}; of jobs and the database nothing. It
 * begins at {@code CallbackVerticle}; {@code CallbackHandler} has the way of one callback.
 */
package dev.headroom.callback;
