package dev.headroom.manage;

import io.vertx.ext.web.Router;

/** A part of what the management port answers to. */
@FunctionalInterface
public interface Area {

  /** Adds its routes. Who may call has been looked at before any of them. */
  void mount(Router router);
}
