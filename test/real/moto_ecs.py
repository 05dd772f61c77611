"""What moto's ECS lacks, imported by moto_lab.py.

- CreateService keeps enableExecuteCommand, capacityProviderStrategy and serviceConnectConfiguration, which
  DescribeServices tells of the deployment, as ECS does.
- CreateService takes subnets that another account shares: of any account, since moto knows no shares.
- ListServices answers in pages.
- StartTask starts tasks of launch type EC2.
- DescribeTasks gives the CPU units and the memory of containers as text, as ECS does.
"""

from moto.core.responses import ActionResult
from moto.ec2.models import ec2_backends
from moto.ecs.models import Container, EC2ContainerServiceBackend, Service
from moto.ecs.responses import EC2ContainerServiceResponse

create_container = Container.__init__
validate_network = Service._validate_network
start_task = EC2ContainerServiceBackend.start_task
create_service = EC2ContainerServiceResponse.create_service


def create_container_as_ecs_does(self, task_def):
    create_container(self, task_def)
    self.cpu = None if self.cpu is None else str(self.cpu)
    self.memory = None if self.memory is None else str(self.memory)


def validate_network_as_ecs_does(self, configuration):
    subnets = configuration["awsvpcConfiguration"]["subnets"]
    own = ec2_backends[self._account_id][self.region_name]
    others = [ec2_backends[account][self.region_name] for account in list(ec2_backends)]
    shared = [id for id in subnets if id not in subnets_of(own) and any(id in subnets_of(other) for other in others)]
    return configuration if shared else validate_network(self, configuration)


def subnets_of(backend):
    return {subnet.id for subnet in backend.describe_subnets()}


def create_service_as_ecs_does(self):
    reply = create_service(self)
    cluster = self._get_param("cluster", "default").split("/")[-1]
    service = self.ecs_backend.services[f"{cluster}:{self._get_param('serviceName')}"]
    service.enable_execute_command = self._get_param("enableExecuteCommand", False)
    strategy = self._get_param("capacityProviderStrategy")
    if strategy:
        service.capacity_provider_strategy = strategy
        service.launch_type = None
    connect = self._get_param("serviceConnectConfiguration")
    if connect:
        service.deployments[0]["serviceConnectConfiguration"] = connect
    return reply


def start_task_as_ecs_does(self, *args, **kwargs):
    tasks = start_task(self, *args, **kwargs)
    for task in tasks:
        task.launch_type = "EC2"
    return tasks


def list_services_as_ecs_does(self):
    arns = self.ecs_backend.list_services(
        self._get_param("cluster", "default"),
        self._get_param("schedulingStrategy"),
        launch_type=self._get_param("launchType"),
    )
    start = int(self._get_param("nextToken") or 0)
    end = start + int(self._get_param("maxResults") or 10)
    page = {"serviceArns": arns[start:end]}
    if end < len(arns):
        page["nextToken"] = str(end)
    return ActionResult(page)


EC2ContainerServiceResponse.create_service = create_service_as_ecs_does
EC2ContainerServiceResponse.list_services = list_services_as_ecs_does
EC2ContainerServiceBackend.start_task = start_task_as_ecs_does
Container.__init__ = create_container_as_ecs_does
Service._validate_network = validate_network_as_ecs_does
