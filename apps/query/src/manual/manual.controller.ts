import { activityJson } from '@activity-log/activity';
import { Controller, Header, Headers, HttpCode, Inject, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { CurrentPrincipal } from '../auth/current-principal.js';
import { GuardedWithOrgHeader } from '../auth/guarded-with-org-header.js';
import type { Principal } from '../auth/principal.js';
import { RequirePermission } from '../auth/require-permission.js';
import { JsonBody } from '../http/json-body.js';
import { DescribeManage } from '../openapi/describe-manage.js';
import { idempotencyKeyOf } from './idempotency-key.js';
import { ManualActivities } from './manual-activities.js';
import { ManualActivityBody } from './manual-activity-body.js';

/** `POST /crm/activity/manage`: activities that people enter. */
@Controller(['crm/activity', 'api/crm/activity'])
@GuardedWithOrgHeader()
export class ManualController {
  readonly #activities: ManualActivities;

  constructor(@Inject(ManualActivities) activities: ManualActivities) {
    this.#activities = activities;
  }

  @Post('manage')
  @HttpCode(201)
  @Header('content-type', 'application/json; charset=utf-8')
  @RequirePermission('activity:write')
  @DescribeManage()
  async manage(
    @CurrentPrincipal() principal: Principal,
    @JsonBody(ManualActivityBody) body: ManualActivityBody,
    @Headers('idempotency-key') idempotencyKey: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const activity = await this.#activities.add({ body, principal, idempotencyKey: idempotencyKeyOf(idempotencyKey) });
    void reply.header('location', `/v1/activity/${activity.id}`);
    return activityJson(activity, 'activity');
  }
}
