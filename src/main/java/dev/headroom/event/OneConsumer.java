package dev.headroom.event;

import io.vertx.core.Future;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageProducer;
import io.vertx.core.eventbus.ReplyException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends to one consumer among all nodes. After the loss of a node the bus may still name consumers
 * there for a while: what cannot be handed over is sent to the next one.
 */
public final class OneConsumer {

  private static final Logger LOG = LoggerFactory.getLogger(OneConsumer.class);
  private static final int TRIES = 5;

  private OneConsumer() {}

  /** Sends without waiting; nobody listening is no failure. From any context. */
  public static void send(EventBus bus, String address, Object body, DeliveryOptions options) {
    MessageProducer<Object> producer = bus.sender(address, options);
    write(producer, body, TRIES)
        .onFailure(e -> LOG.debug("Nobody took a message, address={}: {}", address, e.toString()))
        .eventually(producer::close);
  }

  private static Future<Void> write(MessageProducer<Object> producer, Object body, int tries) {
    return producer
        .write(body)
        .recover(
            failure ->
                failure instanceof ReplyException || tries == 1
                    ? Future.failedFuture(failure)
                    : write(producer, body, tries - 1));
  }
}
