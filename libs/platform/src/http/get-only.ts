import { RouteConfig } from '@nestjs/platform-fastify';

const config = { getOnly: true } as const;

/** Decorator: HEAD, which the router answers by the handler of GET, is no method of this route. */
export function GetOnly(): MethodDecorator {
  return RouteConfig(config);
}

/** Whether a route with this config is {@link GetOnly}. */
export function isGetOnly(routeConfig: object | undefined): boolean {
  return routeConfig !== undefined && 'getOnly' in routeConfig && routeConfig.getOnly === config.getOnly;
}
