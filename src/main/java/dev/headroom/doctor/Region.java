package dev.headroom.doctor;

import java.net.URI;
import java.util.List;
import java.util.Objects;

/**
 * A region in which an app can live, by one of its domains.
 *
 * @param name for people
 * @param api what apps[].api has to be there
 */
public record Region(String name, URI api) {

  /** The documented domains, those for times of trouble with DNS at the end [1047/34620]. */
  public static final List<Region> DOCUMENTED =
      List.of(
          of("China", "console.tim.qq.com"),
          of("Singapore", "adminapisgp.im.qcloud.com"),
          of("Seoul", "adminapikr.im.qcloud.com"),
          of("Tokyo", "adminapijpn.im.qcloud.com"),
          of("Frankfurt", "adminapiger.im.qcloud.com"),
          of("Silicon Valley", "adminapiusa.im.qcloud.com"),
          of("Jakarta", "adminapiidn.im.qcloud.com"),
          of("Riyadh", "adminapiksa.im.qcloud.com"),
          of("Mumbai", "adminapiind.im.qcloud.com"),
          of("China, backup", "adminapi.my-imcloud.com"),
          of("Singapore, backup", "adminapisgp.my-imcloud.com"),
          of("Seoul, backup", "adminapikr.my-imcloud.com"),
          of("Tokyo, backup", "adminapijpn.my-imcloud.com"),
          of("Frankfurt, backup", "adminapiger.my-imcloud.com"),
          of("Silicon Valley, backup", "adminapiusa.my-imcloud.com"),
          of("Jakarta, backup", "adminapiidn.my-imcloud.com"),
          of("Mumbai, backup", "adminapiind.my-imcloud.com"));

  /** Refuses nulls. */
  public Region {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(api, "api");
  }

  private static Region of(String name, String domain) {
    return new Region(name, URI.create("https://" + domain));
  }
}
