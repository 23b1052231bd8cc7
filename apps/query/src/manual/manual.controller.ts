import { Controller, Headers, Inject, Post, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { CurrentPrincipal } from '../auth/current-principal.js';
import { GuardedWithOrgHeader } from '../auth/guarded-with-org-header.js';
import type { Principal } from '../auth/principal.js';
import { RequirePermission } from '../auth/require-permission.js';
import { JsonBody } from '../http/json-body.js';
import { NoQueryGuard } from '../http/no-query.guard.js';
import { idempotencyKeyOf } from '../idempotency/idempotency-key.js';
import { sendAnswer } from '../idempotency/send-answer.js';
import { DescribeManage } from '../openapi/describe-manage.js';
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
  @UseGuards(NoQueryGuard)
  @RequirePermission('activity:write')
  @DescribeManage()
  async manage(
    @CurrentPrincipal() principal: Principal,
    @JsonBody(ManualActivityBody) body: ManualActivityBody,
    @Headers('idempotency-key') idempotencyKey: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    sendAnswer(
      reply,
      await this.#activities.add({ body, principal, idempotencyKey: idempotencyKeyOf(idempotencyKey) }),
    );
  }
}
