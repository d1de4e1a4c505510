package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SandboxSiteTest {

  @Test
  @DisplayName("Sandboxes that begin at the same moment find a port each, whoever is quicker")
  void atOnce() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(3);
    List<SandboxSite> sites = new ArrayList<>();
    try {
      Callable<SandboxSite> opening = SandboxSite::open;
      for (Future<SandboxSite> site : threads.invokeAll(List.of(opening, opening, opening))) {
        sites.add(site.get(60, TimeUnit.SECONDS));
      }
      assertThat(sites).extracting(SandboxSite::callbacks).doesNotHaveDuplicates();
      assertThat(sites).extracting(SandboxSite::management).doesNotHaveDuplicates();
    } finally {
      threads.shutdown();
      for (SandboxSite site : sites) {
        site.close();
      }
    }
  }
}
