package dev.headroom.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A part of a node")
class PartTest {

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() throws Exception {
    ended(vertx.close());
  }

  private static Throwable ended(Future<?> future) throws Exception {
    future
        .transform(end -> Future.succeededFuture())
        .toCompletionStage()
        .toCompletableFuture()
        .get(20, TimeUnit.SECONDS);
    return future.cause();
  }

  private Part verticle(Future<Void> start) {
    return Part.deployed(
        vertx,
        () ->
            new VerticleBase() {
              @Override
              public Future<?> start() {
                return start;
              }
            },
        new DeploymentOptions());
  }

  @Test
  @DisplayName("that is a verticle is deployed by its start and undeployed by its stop")
  void deployed() throws Exception {
    Part part = verticle(Future.succeededFuture());
    assertThat(ended(part.start().get())).isNull();
    assertThat(vertx.deploymentIDs()).hasSize(1);
    assertThat(ended(part.stop().get())).isNull();
    assertThat(vertx.deploymentIDs()).isEmpty();
  }

  @Test
  @DisplayName("that has not started, or could not, stops at once")
  void notStarted() throws Exception {
    Part never = verticle(Future.succeededFuture());
    assertThat(ended(never.stop().get())).isNull();
    Part failed = verticle(Future.failedFuture("a bug"));
    assertThat(ended(failed.start().get())).hasMessage("a bug");
    assertThat(ended(failed.stop().get())).isNull();
  }

  @Test
  @DisplayName("names what to change when its port cannot be opened, and passes on other failures")
  void port() throws Exception {
    Part taken = verticle(Future.failedFuture(new IOException("taken")));
    assertThat(ended(taken.opening("server", "127.0.0.1", 8080).start().get()))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "server: 127.0.0.1:8080 cannot be opened (taken). Stop the program that has it, or"
                + " change server.host or server.port");
    Part broken = verticle(Future.failedFuture(new IllegalStateException("a bug")));
    assertThat(ended(broken.opening("server", "127.0.0.1", 8080).start().get()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("a bug");
  }
}
